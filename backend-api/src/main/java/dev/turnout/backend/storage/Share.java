package dev.turnout.backend.storage;

import dev.turnout.model.AuctionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A read-only link to one auction.
 *
 * @param createdBy the admin's name, or {@code token}
 * @param expiresAt null when the link has no end date
 */
public record Share(
        String id,
        AuctionId auction,
        Instant createdAt,
        String createdBy,
        @Nullable Instant expiresAt) {

    public boolean isValidAt(Instant now) {
        return expiresAt == null || now.isBefore(expiresAt);
    }
}
