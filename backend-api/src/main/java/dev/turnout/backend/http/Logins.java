package dev.turnout.backend.http;

import dev.turnout.backend.admin.Admins;
import dev.turnout.backend.admin.Admins.Check;
import dev.turnout.backend.admin.LoginThrottle;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords at the pace of {@link LoginThrottle}. A browser in which an admin has logged in before holds a device
 * cookie and has a pace of its own, so that guesses of others never lock this admin out.
 */
final class Logins {

    private static final Logger log = LoggerFactory.getLogger(Logins.class);
    private static final Duration RETRY_WHEN_BUSY = Duration.ofSeconds(2);

    private final Admins admins;
    private final LoginThrottle throttle;
    private final ClientAddress addresses;
    private final InstantSource clock;
    private final MeterRegistry meters;

    Logins(Admins admins, LoginThrottle throttle, ClientAddress addresses, InstantSource clock, MeterRegistry meters) {
        this.admins = admins;
        this.throttle = throttle;
        this.addresses = addresses;
        this.clock = clock;
        this.meters = meters;
    }

    /** Returns when the password is right; otherwise throws the problem to answer with. */
    void login(Context ctx, String password) {
        Optional<String> device = Cookies.device(ctx).filter(admins::isDevice);
        check(device, () -> addresses.network(ctx), password);
    }

    /** Like {@link #login}, for an admin who is logged in: guesses are counted per session. */
    void confirm(Context ctx, Optional<String> session, String password) {
        check(session, () -> addresses.network(ctx), password);
    }

    /** @param known key of a client that has proved to be an admin's before; its guesses do not count towards the total */
    private void check(Optional<String> known, Supplier<String> network, String password) {
        String key = known.orElseGet(network);
        Optional<Duration> wait = known.isPresent()
                ? throttle.takeAsKnownDevice(key, clock.instant())
                : throttle.take(key, clock.instant());
        if (wait.isPresent()) {
            count("throttled");
            throw retry(HttpStatus.TOO_MANY_REQUESTS_429, "too many login attempts", wait.get());
        }
        Check result = admins.checkPassword(password, known.isPresent());
        switch (result) {
            case RIGHT -> {
                throttle.succeeded(key);
                count("ok");
            }
            case WRONG -> {
                count("wrong_password");
                log.atWarn().log("login with a wrong password");
                throw Problem.of(HttpStatus.UNAUTHORIZED_401, "the password is wrong")
                        .with(Header.WWW_AUTHENTICATE, "Bearer");
            }
            case BUSY -> {
                if (known.isPresent()) {
                    throttle.notCheckedOfKnownDevice(key);
                } else {
                    throttle.notChecked(key);
                }
                count("busy");
                throw retry(HttpStatus.SERVICE_UNAVAILABLE_503, "too many logins at this moment", RETRY_WHEN_BUSY);
            }
        }
    }

    private void count(String result) {
        meters.counter("turnout.logins", "result", result).increment();
    }

    private static Problem retry(int status, String reason, Duration wait) {
        long seconds = wait.plusMillis(999).toSeconds();
        return Problem.of(status, reason + "; wait " + seconds + " seconds")
                .with(Header.RETRY_AFTER, Long.toString(seconds));
    }
}
