package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.storage.AdminSession;
import dev.turnout.http.KeyGuard;
import dev.turnout.model.Wire;
import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;

/** Checks before every route that the request has the rights that its {@link Access} requires. Any thread. */
final class Gate {

    private static final String ADMIN = "admin";
    private static final String BEARER = "Bearer ";

    private final KeyGuard keys;
    private final AdminToken token;
    private final AdminSessions sessions;

    Gate(KeyGuard keys, AdminToken token, AdminSessions sessions) {
        this.keys = keys;
        this.token = token;
        this.sessions = sessions;
    }

    void check(Context ctx) {
        Set<?> roles = ctx.routeRoles();
        if (roles.contains(Access.INTERNAL)) {
            checkKey(ctx);
        } else if (roles.contains(Access.ADMIN)) {
            ctx.attribute(ADMIN, admin(ctx).orElseThrow(Gate::notAnAdmin));
        }
    }

    /** The name of the admin who asks; only on routes for admins. */
    static String adminOf(Context ctx) {
        String admin = ctx.attribute(ADMIN);
        if (admin == null) {
            throw new IllegalStateException("this route is not for admins");
        }
        return admin;
    }

    private void checkKey(Context ctx) {
        if (!keys.admits(Optional.ofNullable(ctx.header(Wire.INTERNAL_KEY_HEADER)))) {
            throw Problem.of(HttpStatus.UNAUTHORIZED_401, KeyGuard.REFUSAL)
                    .with(Header.WWW_AUTHENTICATE, KeyGuard.CHALLENGE);
        }
    }

    private Optional<String> admin(Context ctx) {
        Optional<String> bearer = Optional.ofNullable(ctx.header(Header.AUTHORIZATION))
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()));
        if (bearer.isPresent()) {
            return bearer.filter(
                            value -> token.is(value.substring(BEARER.length()).strip()))
                    .map(value -> AdminToken.NAME);
        }
        return SessionCookie.of(ctx)
                .filter(cookie -> SameOrigin.sent(ctx))
                .flatMap(sessions::find)
                .map(AdminSession::admin);
    }

    private static Problem notAnAdmin() {
        return Problem.of(
                        HttpStatus.UNAUTHORIZED_401,
                        "this is for admins: log in by POST /api/v1/admin/session, or send Authorization: Bearer")
                .with(Header.WWW_AUTHENTICATE, "Bearer");
    }
}
