package dev.turnout.backend.http;

import dev.turnout.backend.admin.AdminSessions;
import dev.turnout.backend.admin.AdminSessions.Opened;
import dev.turnout.backend.admin.Admins;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Login, logout, and change of the password. */
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

    private final AdminSessions sessions;
    private final Logins logins;
    private final Admins admins;
    private final Cookies cookies;
    private final InstantSource clock;

    AdminRoutes(AdminSessions sessions, Logins logins, Admins admins, Cookies cookies, InstantSource clock) {
        this.sessions = sessions;
        this.logins = logins;
        this.admins = admins;
        this.cookies = cookies;
        this.clock = clock;
    }

    /** Refused for pages of other origins: such a page could log its visitor in under an account of the attacker. */
    void login(Context ctx) {
        if (!SameOrigin.sent(ctx)) {
            throw Problem.of(HttpStatus.FORBIDDEN_403, "only pages of this server may log in");
        }
        logins.login(ctx, Bodies.json(ctx, Login.class).password());
        Opened session = sessions.open(Admins.ADMIN);
        cookies.setSession(ctx, session, clock.instant());
        log.atInfo().addKeyValue("admin", Admins.ADMIN).log("logged in");
        ctx.json(new LoggedIn(true, Admins.ADMIN, session.expiresAt()));
    }

    /** Also gives the browser its device cookie; the answer of the login carries the session cookie only. */
    void whoAmI(Context ctx) {
        boolean knownDevice = Cookies.device(ctx).filter(admins::isDevice).isPresent();
        if (!knownDevice) {
            Cookies.session(ctx)
                    .flatMap(token -> sessions.find(token).map(session -> admins.device(token, session)))
                    .ifPresent(device -> cookies.setDevice(ctx, device));
        }
        ctx.json(new WhoAmI(true, Gate.adminOf(ctx)));
    }

    /** Succeeds without a session too, so that it can be repeated. */
    void logout(Context ctx) {
        if (SameOrigin.sent(ctx)) {
            Cookies.session(ctx).ifPresent(sessions::close);
            cookies.clearSession(ctx);
        }
        ctx.json(Success.of("Logged out"));
    }

    /** Requires the current password, so that an unlocked browser is not enough. */
    void changePassword(Context ctx) {
        NewPassword passwords = Bodies.json(ctx, NewPassword.class);
        Admins.weakness(passwords.newPassword()).ifPresent(weakness -> {
            throw Problem.badRequest("newPassword " + weakness);
        });
        Optional<String> session =
                Cookies.session(ctx).filter(token -> sessions.find(token).isPresent());
        logins.confirm(ctx, session, passwords.currentPassword());
        admins.change(passwords.newPassword());
        ctx.json(Success.of("Password changed; log in again"));
    }
}
