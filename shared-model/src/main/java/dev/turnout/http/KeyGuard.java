package dev.turnout.http;

import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Wire;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts requests that carry an internal key; counts and logs the others, without the key. Any thread. */
public final class KeyGuard {

    /** Detail of the 401 answer, the same for a missing and a wrong key. */
    public static final String REFUSAL = Wire.INTERNAL_KEY_HEADER + " must hold the internal API key";

    /** Value of {@code WWW-Authenticate} of the 401 answer. */
    public static final String CHALLENGE = Wire.INTERNAL_KEY_HEADER;

    private static final Logger LOG = LoggerFactory.getLogger(KeyGuard.class);

    private final InternalKeys keys;
    private final OncePerMinute log;
    private final LongAdder refused = new LongAdder();

    public KeyGuard(InternalKeys keys, OncePerMinute log) {
        this.keys = keys;
        this.log = log;
    }

    /** @param header value of {@link Wire#INTERNAL_KEY_HEADER} */
    public boolean admits(Optional<String> header) {
        if (keys.accept(header)) {
            return true;
        }
        refused.increment();
        log.log(
                "internal key",
                requests -> LOG.atWarn()
                        .addKeyValue("requests", requests)
                        .log(
                                "refused: no or wrong {}; both servers need the same INTERNAL_API_KEY",
                                Wire.INTERNAL_KEY_HEADER));
        return false;
    }

    /** Number of requests without a valid key. */
    public long refused() {
        return refused.sum();
    }
}
