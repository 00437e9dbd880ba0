package dev.turnout.backend.http;

import dev.turnout.model.Origins;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Lets pages of {@code ALLOWED_ORIGIN} read answers of the API (the Fetch standard's CORS protocol). Rights are checked
 * by {@link Gate}, independently of the origin.
 */
final class CrossOrigin {

    private static final String PREFLIGHT_SECONDS = "600";
    private static final String EXPOSED = "Retry-After, Location, Content-Disposition";

    private final Origins allowed;

    CrossOrigin(Origins allowed) {
        this.allowed = allowed;
    }

    /** Allows the origin of the request, if it is listed, and answers a preflight request. */
    void answer(Context ctx) {
        ctx.header(Header.VARY, Header.ORIGIN);
        String origin = ctx.header(Header.ORIGIN);
        if (origin != null && allowed.allows(origin)) {
            ctx.header(Header.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            ctx.header(Header.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            ctx.header(Header.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
        if (ctx.method().equals(HandlerType.OPTIONS)) {
            preflight(ctx);
        }
    }

    /** Not a route, since then every path would have a method. Without an allowed origin, the browser stops here. */
    private static void preflight(Context ctx) {
        ctx.header(Header.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE");
        ctx.header(Header.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
        ctx.header(Header.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        ctx.status(HttpStatus.NO_CONTENT_204);
        ctx.skipRemainingHandlers();
    }
}
