package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.admin.Shares;
import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.Share;
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
    private static final String SHARE = "share";
    private static final String BEARER = "Bearer ";

    private final KeyGuard keys;
    private final AdminToken token;
    private final AdminSessions sessions;
    private final Shares shares;

    Gate(KeyGuard keys, AdminToken token, AdminSessions sessions, Shares shares) {
        this.keys = keys;
        this.token = token;
        this.sessions = sessions;
        this.shares = shares;
    }

    void check(Context ctx) {
        Set<?> roles = ctx.routeRoles();
        if (roles.contains(Access.INTERNAL)) {
            checkKey(ctx);
        } else if (roles.contains(Access.ADMIN)) {
            ctx.attribute(ADMIN, admin(ctx).orElseThrow(Gate::unauthorized));
        } else if (roles.contains(Access.ADMIN_OR_SHARE)) {
            checkAdminOrShare(ctx);
        } else if (roles.contains(Access.SHARE)) {
            ctx.attribute(SHARE, share(ctx).orElseThrow(Gate::unauthorized));
        }
    }

    /** The name of the admin who sent the request; only on routes for admins. */
    static String adminOf(Context ctx) {
        String admin = ctx.attribute(ADMIN);
        if (admin == null) {
            throw new IllegalStateException("this route is not for admins");
        }
        return admin;
    }

    /** The read-only link with which the request was sent; only on routes for links. */
    static Share shareOf(Context ctx) {
        return optionalShareOf(ctx).orElseThrow(() -> new IllegalStateException("this route is not for links"));
    }

    /** The read-only link with which the request was sent; empty when an admin sent it. */
    static Optional<Share> optionalShareOf(Context ctx) {
        return Optional.ofNullable(ctx.attribute(SHARE));
    }

    private void checkAdminOrShare(Context ctx) {
        Optional<Share> share = share(ctx);
        if (share.isEmpty()) {
            ctx.attribute(ADMIN, admin(ctx).orElseThrow(Gate::unauthorized));
        } else if (!share.get().auction().value().equals(ctx.pathParam(Paths.ID))) {
            throw Problem.of(HttpStatus.FORBIDDEN_403, "this link is for another auction");
        } else {
            ctx.attribute(SHARE, share.get());
        }
    }

    private Optional<Share> share(Context ctx) {
        return bearer(ctx).flatMap(shares::find);
    }

    private void checkKey(Context ctx) {
        if (!keys.admits(Optional.ofNullable(ctx.header(Wire.INTERNAL_KEY_HEADER)))) {
            throw Problem.of(HttpStatus.UNAUTHORIZED_401, KeyGuard.REFUSAL)
                    .with(Header.WWW_AUTHENTICATE, KeyGuard.CHALLENGE);
        }
    }

    private static Optional<String> bearer(Context ctx) {
        return Optional.ofNullable(ctx.header(Header.AUTHORIZATION))
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip());
    }

    private Optional<String> admin(Context ctx) {
        Optional<String> bearer = bearer(ctx);
        if (bearer.isPresent()) {
            return bearer.filter(token::is).map(value -> AdminToken.NAME);
        }
        return Cookies.session(ctx)
                .filter(cookie -> SameOrigin.sent(ctx))
                .flatMap(sessions::find)
                .map(AdminSession::admin);
    }

    private static Problem unauthorized() {
        return Problem.of(
                        HttpStatus.UNAUTHORIZED_401,
                        "this needs an admin: log in by POST /api/v1/admin/session, or send Authorization: Bearer")
                .with(Header.WWW_AUTHENTICATE, "Bearer");
    }
}
