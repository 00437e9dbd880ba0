package dev.turnout.engine.http;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AsciiString;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The request line and headers of an HTTP request.
 *
 * @param path percent-decoded
 * @param keepAlive whether another request may follow on the connection
 * @param remoteAddress the client's address, resolved through trusted proxies
 */
public record RequestHead(
        String method,
        String path,
        QueryParameters query,
        HttpHeaders headers,
        HttpVersion version,
        boolean keepAlive,
        InetAddress remoteAddress) {

    private static final int FIELD_BYTES = 100;
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?#]*");

    /** @throws IllegalArgumentException when the target's percent-encoding is malformed */
    static RequestHead of(HttpRequest request, InetAddress remoteAddress) {
        String target = originForm(request.uri());
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        return new RequestHead(
                request.method().name(),
                QueryStringDecoder.decodeComponent(path.replace("+", "%2B")),
                QueryParameters.parse(question < 0 ? "" : target.substring(question + 1)),
                request.headers(),
                request.protocolVersion(),
                HttpUtil.isKeepAlive(request),
                remoteAddress);
    }

    /** The head of a request that is rejected: only what its answer depends on. */
    static RequestHead ofRejected(HttpRequest request, InetAddress remoteAddress) {
        return new RequestHead(
                request.method().name(),
                "",
                QueryParameters.NONE,
                request.headers(),
                request.protocolVersion(),
                false,
                remoteAddress);
    }

    /** What a request's line and headers take, roughly: a field costs some 100 bytes however short it is. */
    static int memory(String target, HttpHeaders headers) {
        int memory = target.length();
        for (Map.Entry<CharSequence, CharSequence> header :
                (Iterable<Map.Entry<CharSequence, CharSequence>>) headers::iteratorCharSequence) {
            memory += FIELD_BYTES + header.getKey().length() + header.getValue().length();
        }
        return memory;
    }

    /** Only what the answer depends on. */
    RequestHead forAnswer() {
        HttpHeaders answering = new DefaultHttpHeaders();
        for (AsciiString name : List.of(HttpHeaderNames.ORIGIN, HttpHeaderNames.HOST)) {
            String value = headers.get(name);
            if (value != null) {
                answering.set(name, value);
            }
        }
        return new RequestHead(method, "", QueryParameters.NONE, answering, version, keepAlive, remoteAddress);
    }

    /** The target without scheme and authority, which a client may include (RFC 9112, section 3.2.2). */
    private static String originForm(String target) {
        Matcher server = ABSOLUTE.matcher(target);
        if (!server.lookingAt()) {
            return target;
        }
        String rest = target.substring(server.end());
        return rest.startsWith("/") ? rest : "/" + rest;
    }
}
