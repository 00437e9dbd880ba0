package dev.turnout.socket.delivery;

import dev.turnout.model.InternalKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of delivery.
 *
 * @param directory holds the outbox; made if missing, used by one process at a time
 * @param backend base address of the backend, {@code http} or {@code https}; a path in it is kept
 * @param keys the first of them is sent
 */
public record DeliveryConfig(Path directory, URI backend, InternalKeys keys, Keeping keeping, Sending sending) {

    /**
     * How much is stored.
     *
     * @param maxAge {@code OUTBOX_MAX_AGE}: how long a snapshot stays on disk
     * @param maxBytes {@code OUTBOX_MAX_BYTES}: bound on disk space, set-aside snapshots included
     * @param setAside bound on refused snapshots
     * @param setAsideOfUnknownAuctions bound on those refused with 404 of auctions of which none was ever accepted
     * @param inMemory bound on snapshots held while the disk refuses them
     */
    public record Keeping(Duration maxAge, long maxBytes, int setAside, int setAsideOfUnknownAuctions, int inMemory) {

        public static final long MIN_BYTES = 1 << 20;
        public static final Keeping DEFAULT = new Keeping(Duration.ofDays(7), 2L << 30, 50_000, 10_000, 20_000);

        public Keeping {
            if (maxAge.compareTo(Duration.ofMinutes(1)) < 0 || maxBytes < MIN_BYTES || inMemory < 1) {
                throw new IllegalArgumentException("an outbox keeps at least a minute, a mebibyte and one in memory");
            }
        }

        public Keeping withMaxAge(Duration value) {
            return new Keeping(value, maxBytes, setAside, setAsideOfUnknownAuctions, inMemory);
        }

        public Keeping withMaxBytes(long value) {
            return new Keeping(maxAge, value, setAside, setAsideOfUnknownAuctions, inMemory);
        }

        public Keeping withSetAside(int most, int ofUnknownAuctions) {
            return new Keeping(maxAge, maxBytes, most, ofUnknownAuctions, inMemory);
        }

        public Keeping withInMemory(int value) {
            return new Keeping(maxAge, maxBytes, setAside, setAsideOfUnknownAuctions, value);
        }
    }

    /**
     * How it is sent.
     *
     * @param connectTimeout until the connection is established
     * @param readTimeout without a byte from the backend
     * @param callTimeout for one whole attempt
     * @param atOnce bound on concurrent requests
     * @param backoffBase ceiling of the first delay after a failure
     * @param backoffCap highest ceiling
     * @param longestRetryAfter a longer {@code Retry-After} is cut to this
     */
    public record Sending(
            Duration connectTimeout,
            Duration readTimeout,
            Duration callTimeout,
            int atOnce,
            Duration backoffBase,
            Duration backoffCap,
            Duration longestRetryAfter) {

        public static final Sending DEFAULT = new Sending(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                8,
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofMinutes(5));

        public Sending withTimeouts(Duration connect, Duration read, Duration call) {
            return new Sending(connect, read, call, atOnce, backoffBase, backoffCap, longestRetryAfter);
        }

        public Sending withAtOnce(int value) {
            return new Sending(
                    connectTimeout, readTimeout, callTimeout, value, backoffBase, backoffCap, longestRetryAfter);
        }

        public Sending withBackoff(Duration base, Duration cap) {
            return new Sending(connectTimeout, readTimeout, callTimeout, atOnce, base, cap, longestRetryAfter);
        }

        public Sending withLongestRetryAfter(Duration value) {
            return new Sending(connectTimeout, readTimeout, callTimeout, atOnce, backoffBase, backoffCap, value);
        }
    }
}
