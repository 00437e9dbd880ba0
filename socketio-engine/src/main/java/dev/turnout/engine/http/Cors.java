package dev.turnout.engine.http;

import dev.turnout.engine.OriginCheck;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The CORS protocol (WHATWG Fetch): answers name the request's origin when it is allowed, and allow credentials. */
final class Cors {

    private static final String PREFLIGHT_SECONDS = "600";
    private static final Pattern WEB_ORIGIN = Pattern.compile("(http|https|ws|wss)://(.+)");

    private final OriginCheck origins;

    Cors(OriginCheck origins) {
        this.origins = origins;
    }

    /**
     * A request without Origin does not come from a page: allowed. So is the server's own address, which native clients
     * send as Origin, and pages of the same host.
     */
    boolean allows(HttpHeaders request) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        return origin == null || isOwn(origin, request.get(HttpHeaderNames.HOST)) || origins.allows(origin);
    }

    /** Whether the origin's authority is the one of the request; default ports may be written or omitted. */
    private static boolean isOwn(String origin, @Nullable String host) {
        Matcher own = WEB_ORIGIN.matcher(origin.toLowerCase(Locale.ROOT));
        if (host == null || host.isEmpty() || !own.matches()) {
            return false;
        }
        String defaultPort = own.group(1).matches("https|wss") ? ":443" : ":80";
        return withoutPort(own.group(2), defaultPort).equals(withoutPort(host.toLowerCase(Locale.ROOT), defaultPort));
    }

    private static String withoutPort(String authority, String port) {
        return authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority;
    }

    /** Adds the headers that let a page of an allowed origin read the answer. */
    void answer(HttpHeaders request, HttpHeaders response) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin != null && allows(request)) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            response.add(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, HttpHeaderNames.RETRY_AFTER);
            response.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
    }

    /** Allows any method and headers that the browser requests: only the origin decides. */
    void answerPreflight(HttpHeaders request, HttpHeaders response) {
        String method = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        if (method != null && allows(request)) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS");
            String headers = request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS);
            if (headers != null) {
                response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, headers);
            }
            response.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        }
    }
}
