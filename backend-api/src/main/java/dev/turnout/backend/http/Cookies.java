package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions.Opened;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Cookies of admins. Scripts cannot read them, and browsers do not send them with requests of other sites' pages. */
final class Cookies {

    private static final String SESSION = "turnout_session";
    private static final String DEVICE = "turnout_device";
    private static final Duration DEVICE_LIFETIME = Duration.ofDays(180);

    private final String path;

    /** @param basePath limits the cookies to this path; empty for the whole host */
    Cookies(String basePath) {
        this.path = basePath + "/";
    }

    static Optional<String> session(Context ctx) {
        return value(ctx, SESSION);
    }

    /** Proof that an admin has logged in with this browser before. */
    static Optional<String> device(Context ctx) {
        return value(ctx, DEVICE);
    }

    void setSession(Context ctx, Opened session, Instant now) {
        set(ctx, SESSION, session.token(), Duration.between(now, session.expiresAt()));
    }

    void clearSession(Context ctx) {
        set(ctx, SESSION, "", Duration.ZERO);
    }

    void setDevice(Context ctx, String token) {
        set(ctx, DEVICE, token, DEVICE_LIFETIME);
    }

    private static Optional<String> value(Context ctx, String name) {
        return Optional.ofNullable(ctx.cookie(name)).filter(token -> !token.isEmpty());
    }

    private void set(Context ctx, String name, String value, Duration lifetime) {
        boolean secure = PublicAddress.isHttps(ctx);
        ctx.cookie(new Cookie(name, value, path, (int) lifetime.toSeconds(), secure, true, null, SameSite.STRICT));
    }
}
