package dev.turnout.engine.http;

import dev.turnout.engine.OriginCheck;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/** Cross-origin answers (WHATWG Fetch, CORS protocol): they name the one origin that asked, and allow credentials. */
final class Cors {

    private static final String PREFLIGHT_SECONDS = "600";

    private final OriginCheck origins;

    Cors(OriginCheck origins) {
        this.origins = origins;
    }

    /** Without an Origin header it is no browser: allowed. */
    boolean allows(HttpHeaders request) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        return origin == null || origins.allows(origin);
    }

    void answer(HttpHeaders request, HttpHeaders response) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin != null && origins.allows(origin)) {
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            response.add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
    }

    /** Allows what the browser asks for; which origins may ask is what counts. */
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
