package dev.turnout.backend.http;

import dev.turnout.model.Origins;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Lets the pages of {@code ALLOWED_ORIGIN} read the API's answers (the Fetch standard's CORS protocol). It opens
 * nothing else: who may use a route is {@link Gate}'s to say.
 */
final class CrossOrigin {

    private static final String PREFLIGHT_SECONDS = "600";

    private final Origins allowed;

    CrossOrigin(Origins allowed) {
        this.allowed = allowed;
    }

    /** Names the one origin that asked, if it is allowed; a preflight is answered whole. */
    void answer(Context ctx) {
        ctx.header(Header.VARY, Header.ORIGIN);
        String origin = ctx.header(Header.ORIGIN);
        if (origin != null && allowed.allows(origin)) {
            ctx.header(Header.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            ctx.header(Header.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        if (ctx.method().equals(HandlerType.OPTIONS)) {
            preflight(ctx);
        }
    }

    /** No route of its own, or every path would have one method. Without an origin named, the browser stops here. */
    private static void preflight(Context ctx) {
        ctx.header(Header.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, PATCH, DELETE");
        ctx.header(Header.ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, Content-Type");
        ctx.header(Header.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        ctx.status(HttpStatus.NO_CONTENT_204);
        ctx.skipRemainingHandlers();
    }
}
