package dev.turnout.backend.storage;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A moment of an auction, to be shown on its curve.
 *
 * @param audience how many watched; null when that was not known or the auction's analytics was off
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
