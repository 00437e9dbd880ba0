/**
 * Delivers snapshots to the backend: stored on disk first, then posted, deleted once the backend has accepted them.
 *
 * <p>{@link dev.turnout.socket.delivery.SnapshotDelivery} is the entry point. On one thread named {@code delivery},
 * {@code DeliveryDispatcher} decides what to do, {@code SnapshotOutbox} stores, {@code RequestPacing} bounds the number of
 * requests and {@code SnapshotSender} posts.
 */
@NullMarked
package dev.turnout.socket.delivery;

import org.jspecify.annotations.NullMarked;
