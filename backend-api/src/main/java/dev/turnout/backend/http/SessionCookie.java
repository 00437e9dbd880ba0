package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions.Opened;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The cookie that holds the token of an admin's session: no script reads it, no other site's page sends it. */
final class SessionCookie {

    private static final String NAME = "turnout_session";

    private SessionCookie() {}

    static Optional<String> of(Context ctx) {
        return Optional.ofNullable(ctx.cookie(NAME)).filter(token -> !token.isEmpty());
    }

    static void set(Context ctx, Opened session, Instant now) {
        ctx.cookie(cookie(ctx, session.token(), (int)
                Duration.between(now, session.expiresAt()).toSeconds()));
    }

    static void clear(Context ctx) {
        ctx.cookie(cookie(ctx, "", 0));
    }

    private static Cookie cookie(Context ctx, String value, int maxAge) {
        return new Cookie(NAME, value, "/", maxAge, PublicAddress.isHttps(ctx), true, null, SameSite.STRICT);
    }
}
