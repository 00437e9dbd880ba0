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
public record DeliveryConfig(
        Path directory, URI backend, InternalKeys keys, OutboxLimits outboxLimits, SendingLimits sendingLimits) {

    /**
     * Bounds on what the outbox stores.
     *
     * @param maxAge {@code OUTBOX_MAX_AGE}: how long a snapshot stays on disk
     * @param maxBytes {@code OUTBOX_MAX_BYTES}: bound on disk space, set-aside snapshots included
     * @param setAside bound on refused snapshots
     * @param setAsideOfUnknownAuctions bound on those refused with 404 of auctions of which none was ever accepted
     * @param inMemory bound on snapshots held while the disk refuses them
     */
    public record OutboxLimits(
            Duration maxAge, long maxBytes, int setAside, int setAsideOfUnknownAuctions, int inMemory) {

        public static final long MIN_BYTES = 1 << 20;
        public static final OutboxLimits DEFAULT =
                new OutboxLimits(Duration.ofDays(7), 2L << 30, 50_000, 10_000, 20_000);

        public OutboxLimits {
            if (maxAge.compareTo(Duration.ofMinutes(1)) < 0 || maxBytes < MIN_BYTES || inMemory < 1) {
                throw new IllegalArgumentException(
                        "the outbox limits are at least 1 minute, 1 MiB and 1 snapshot in memory");
            }
        }

        public OutboxLimits withMaxAge(Duration value) {
            return new OutboxLimits(value, maxBytes, setAside, setAsideOfUnknownAuctions, inMemory);
        }

        public OutboxLimits withMaxBytes(long value) {
            return new OutboxLimits(maxAge, value, setAside, setAsideOfUnknownAuctions, inMemory);
        }

        public OutboxLimits withSetAside(int most, int ofUnknownAuctions) {
            return new OutboxLimits(maxAge, maxBytes, most, ofUnknownAuctions, inMemory);
        }

        public OutboxLimits withInMemory(int value) {
            return new OutboxLimits(maxAge, maxBytes, setAside, setAsideOfUnknownAuctions, value);
        }
    }

    /**
     * Time-outs, concurrency and backoff of the requests to the backend.
     *
     * @param connectTimeout until the connection is established
     * @param readTimeout without a byte from the backend
     * @param callTimeout for one whole attempt
     * @param maxConcurrentRequests bound on concurrent requests
     * @param backoffBase ceiling of the first delay after a failure
     * @param backoffCap highest ceiling
     * @param longestRetryAfter a longer {@code Retry-After} is cut to this
     */
    public record SendingLimits(
            Duration connectTimeout,
            Duration readTimeout,
            Duration callTimeout,
            int maxConcurrentRequests,
            Duration backoffBase,
            Duration backoffCap,
            Duration longestRetryAfter) {

        public static final SendingLimits DEFAULT = new SendingLimits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                8,
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                Duration.ofMinutes(5));

        public SendingLimits withTimeouts(Duration connect, Duration read, Duration call) {
            return new SendingLimits(
                    connect, read, call, maxConcurrentRequests, backoffBase, backoffCap, longestRetryAfter);
        }

        public SendingLimits withMaxConcurrentRequests(int value) {
            return new SendingLimits(
                    connectTimeout, readTimeout, callTimeout, value, backoffBase, backoffCap, longestRetryAfter);
        }

        public SendingLimits withBackoff(Duration base, Duration cap) {
            return new SendingLimits(
                    connectTimeout, readTimeout, callTimeout, maxConcurrentRequests, base, cap, longestRetryAfter);
        }

        public SendingLimits withLongestRetryAfter(Duration value) {
            return new SendingLimits(
                    connectTimeout, readTimeout, callTimeout, maxConcurrentRequests, backoffBase, backoffCap, value);
        }
    }
}
