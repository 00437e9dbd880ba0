/**
 * Delivers snapshots to the backend: stored on disk first, then posted, deleted once the backend has accepted them.
 *
 * <p>{@link dev.turnout.socket.delivery.SnapshotDelivery} is the entry point, for any thread. All else runs on one thread
 * named {@code delivery}: {@code OutboxWriter} stores new snapshots, {@code DeliveryDispatcher} sends what is stored and
 * records the results. Both use {@code SnapshotOutbox}, which holds the snapshots as rows of an {@code OutboxDatabase}.
 */
@NullMarked
package dev.turnout.socket.delivery;

import org.jspecify.annotations.NullMarked;
