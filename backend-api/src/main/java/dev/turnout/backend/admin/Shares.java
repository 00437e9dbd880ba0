package dev.turnout.backend.admin;

import dev.turnout.backend.storage.Share;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Read-only links to one auction. A link holds a random token of which only a hash is stored; it ends when it is deleted,
 * when its end date has passed, or with its auction. Any thread.
 */
public final class Shares {

    /** Distinguishes these tokens from {@code ADMIN_TOKEN}. */
    public static final String PREFIX = "share_";

    private static final int MAX_PER_AUCTION = 100;

    private final Storage storage;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    /** A new link; its token cannot be shown again. */
    public record Created(Share share, String token) {}

    public Shares(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /** @return empty when the auction has too many links */
    public Optional<Created> create(AuctionId auction, @Nullable Instant expiresAt, String by) {
        String token = PREFIX + Tokens.random(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Share share = new Share(Tokens.id(random), auction, now, by, expiresAt);
        return storage.addShare(share, Tokens.hash(token), MAX_PER_AUCTION)
                ? Optional.of(new Created(share, token))
                : Optional.empty();
    }

    public List<Share> all(AuctionId auction) {
        return storage.shares(auction);
    }

    /** The link that a token opens; empty when it is unknown, revoked or expired. */
    public Optional<Share> find(String token) {
        return token.startsWith(PREFIX)
                ? storage.share(Tokens.hash(token)).filter(share -> share.isValidAt(clock.instant()))
                : Optional.empty();
    }

    /** @return false when there is none */
    public boolean revoke(AuctionId auction, String id) {
        return storage.deleteShare(auction, id);
    }
}
