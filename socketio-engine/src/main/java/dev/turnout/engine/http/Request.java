package dev.turnout.engine.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A complete HTTP request.
 *
 * @param path percent-decoded
 * @param query decoded; of a repeated name the first value
 * @param keepAlive whether the client wants the connection kept
 * @param remoteAddress the client's, looking through trusted proxies
 */
public record Request(
        String method,
        String path,
        Map<String, String> query,
        HttpHeaders headers,
        Body body,
        boolean keepAlive,
        InetAddress remoteAddress) {

    /** The bytes of a body. */
    public static final class Body {

        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes;
        }
    }

    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?#]*");
    private static final int OBJECTS_OF_A_REQUEST = 1024;
    private static final int OBJECTS_OF_AN_ENTRY = 128;
    private static final int MAX_PARAMETERS = 1024;
    private static final boolean SEMICOLON_IS_A_CHARACTER = true;

    /** Heap that a request takes while it is kept: its texts, and the objects around each parameter and header. */
    public int retainedBytes() {
        int bytes = OBJECTS_OF_A_REQUEST;
        for (Map.Entry<String, String> parameter : query.entrySet()) {
            bytes += OBJECTS_OF_AN_ENTRY
                    + parameter.getKey().length()
                    + parameter.getValue().length();
        }
        for (Map.Entry<String, String> header : headers) {
            bytes += OBJECTS_OF_AN_ENTRY
                    + header.getKey().length()
                    + header.getValue().length();
        }
        return bytes;
    }

    /** @throws IllegalArgumentException when the target's percent-encoding is broken */
    static Request of(HttpRequest request, Body body, InetAddress remoteAddress) {
        QueryStringDecoder decoder = new QueryStringDecoder(
                originForm(request.uri()), StandardCharsets.UTF_8, true, MAX_PARAMETERS, SEMICOLON_IS_A_CHARACTER);
        Map<String, String> query = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> parameter : decoder.parameters().entrySet()) {
            query.put(parameter.getKey(), parameter.getValue().get(0));
        }
        return new Request(
                request.method().name(),
                decoder.path(),
                query,
                request.headers(),
                body,
                HttpUtil.isKeepAlive(request),
                remoteAddress);
    }

    /** The target without the server in front of it, which a client may name (RFC 9112, section 3.2.2). */
    private static String originForm(String target) {
        Matcher server = ABSOLUTE.matcher(target);
        if (!server.lookingAt()) {
            return target;
        }
        String rest = target.substring(server.end());
        return rest.startsWith("/") ? rest : "/" + rest;
    }
}
