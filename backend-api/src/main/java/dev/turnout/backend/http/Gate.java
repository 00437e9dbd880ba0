package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminToken;
import dev.turnout.backend.storage.AdminSession;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Wire;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands before every route and lets in whom its {@link Access} allows. Any thread. */
final class Gate {

    private static final Logger log = LoggerFactory.getLogger(Gate.class);
    private static final String ADMIN = "admin";
    private static final String BEARER = "Bearer ";

    private final InternalKeys keys;
    private final AdminToken token;
    private final AdminSessions sessions;
    private final InstantSource clock;
    private final Counter refusedKeys;
    private final OncePerMinute refusals = new OncePerMinute();

    Gate(InternalKeys keys, AdminToken token, AdminSessions sessions, InstantSource clock, MeterRegistry meters) {
        this.keys = keys;
        this.token = token;
        this.sessions = sessions;
        this.clock = clock;
        this.refusedKeys = Counter.builder("turnout.internal.key.refused")
                .description("Requests without the internal key, or with a wrong one")
                .register(meters);
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
        if (!keys.accept(Optional.ofNullable(ctx.header(Wire.INTERNAL_KEY_HEADER)))) {
            refusedKeys.increment();
            refusals.happened(clock.instant()).ifPresent(Gate::tell);
            throw Problem.of(HttpStatus.UNAUTHORIZED_401, "this needs the internal key")
                    .with(Header.WWW_AUTHENTICATE, Wire.INTERNAL_KEY_HEADER);
        }
    }

    /** Tells of refusals that came after the last line about them. */
    void tellRefusals(Instant now) {
        refusals.due(now).ifPresent(Gate::tell);
    }

    private static void tell(long times) {
        log.atWarn()
                .addKeyValue("requests", times)
                .log("refused for want of the right internal key; socket-server needs the same INTERNAL_API_KEY");
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
