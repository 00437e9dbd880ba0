package dev.turnout.backend.http;

import io.javalin.http.Context;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Where browsers reach socket-server.
 *
 * @param configured empty: on the host of the page, at {@code port}
 */
record SocketAddress(Optional<HttpUrl> configured, int port) {

    /** Scheme, host and port, without a path. */
    String origin(Context ctx) {
        String text = configured.orElseGet(() -> onHostOf(ctx)).resolve("/").toString();
        return text.substring(0, text.length() - 1);
    }

    private HttpUrl onHostOf(Context ctx) {
        try {
            return new HttpUrl.Builder()
                    .scheme(PublicAddress.isHttps(ctx) ? "https" : "http")
                    .host(PublicAddress.host(ctx).orElseThrow(SocketAddress::noHost))
                    .port(port)
                    .build();
        } catch (IllegalArgumentException e) {
            throw noHost(); // matches the pattern, but is no host, for example "a..b"
        }
    }

    private static Problem noHost() {
        return Problem.badRequest("the Host header is missing or malformed");
    }
}
