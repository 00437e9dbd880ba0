package dev.turnout.backend.storage;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A relayed bid or sale with the audience at that moment.
 *
 * @param audience current viewers; null when unknown or when analytics was disabled
 * @param data what was published, as JSON text; null when it was too large to keep
 */
public record Marker(
        Instant timestamp,
        Kind kind,
        @Nullable Integer audience,
        @Nullable String data) {

    public enum Kind {
        BIDDING,
        SOLD;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
