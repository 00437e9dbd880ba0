package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminSessions.Opened;
import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.admin.LoginThrottle;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logging in and out, and changing the password. */
final class AdminRoutes {

    private static final Logger log = LoggerFactory.getLogger(AdminRoutes.class);

    record Login(String password) {
        Login {
            Objects.requireNonNull(password, "password is missing");
        }
    }

    record NewPassword(String currentPassword, String newPassword) {
        NewPassword {
            Objects.requireNonNull(currentPassword, "currentPassword is missing");
            Objects.requireNonNull(newPassword, "newPassword is missing");
        }
    }

    private record LoggedIn(boolean success, String admin, Instant expiresAt) {}

    private record WhoAmI(boolean success, String admin) {}

    private final Admins admins;
    private final AdminSessions sessions;
    private final LoginThrottle throttle;
    private final InstantSource clock;
    private final MeterRegistry meters;

    AdminRoutes(
            Admins admins, AdminSessions sessions, LoginThrottle throttle, InstantSource clock, MeterRegistry meters) {
        this.admins = admins;
        this.sessions = sessions;
        this.throttle = throttle;
        this.clock = clock;
        this.meters = meters;
    }

    /** A foreign page may not log anyone in either: its visitor would work under someone else's name. */
    void login(Context ctx) {
        if (!SameOrigin.sent(ctx)) {
            throw Problem.of(HttpStatus.FORBIDDEN_403, "only this server's own pages may log in");
        }
        checkPassword(ctx, Bodies.json(ctx, Login.class).password());
        Opened session = sessions.open(Admins.ADMIN);
        SessionCookie.set(ctx, session, clock.instant());
        log.atInfo().addKeyValue("admin", Admins.ADMIN).log("logged in");
        ctx.json(new LoggedIn(true, Admins.ADMIN, session.expiresAt()));
    }

    void whoAmI(Context ctx) {
        ctx.json(new WhoAmI(true, Gate.adminOf(ctx)));
    }

    /** Harmless to repeat, and without a session too. */
    void logout(Context ctx) {
        if (SameOrigin.sent(ctx)) {
            SessionCookie.of(ctx).ifPresent(sessions::close);
            SessionCookie.clear(ctx);
        }
        ctx.json(Success.saying("Logged out"));
    }

    /** Asks for the password in use, so that an unlocked browser is not enough. */
    void changePassword(Context ctx) {
        NewPassword wanted = Bodies.json(ctx, NewPassword.class);
        Admins.weakness(wanted.newPassword()).ifPresent(weakness -> {
            throw Problem.badRequest("newPassword " + weakness);
        });
        checkPassword(ctx, wanted.currentPassword());
        admins.change(wanted.newPassword());
        ctx.json(Success.saying("Password changed; log in again"));
    }

    private void checkPassword(Context ctx, String password) {
        throttle.take(ctx.ip(), clock.instant()).ifPresent(wait -> {
            meters.counter("turnout.logins", "result", "throttled").increment();
            throw tooMany(wait);
        });
        if (!admins.isPassword(password)) {
            meters.counter("turnout.logins", "result", "wrong_password").increment();
            log.atWarn().log("login with a wrong password");
            throw Problem.of(HttpStatus.UNAUTHORIZED_401, "the password is wrong")
                    .with(Header.WWW_AUTHENTICATE, "Bearer");
        }
        throttle.succeeded(ctx.ip());
        meters.counter("turnout.logins", "result", "ok").increment();
    }

    private static Problem tooMany(Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        return Problem.of(HttpStatus.TOO_MANY_REQUESTS_429, "too many wrong passwords; wait " + seconds + " seconds")
                .with(Header.RETRY_AFTER, Long.toString(seconds));
    }
}
