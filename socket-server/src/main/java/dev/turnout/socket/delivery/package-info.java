/**
 * From a minute's snapshots to the backend: on disk first, then sent, forgotten only when the backend has them.
 *
 * <p>{@link dev.turnout.socket.delivery.SnapshotDelivery} is the door. Behind it, on one thread named {@code delivery},
 * {@code Courier} decides, {@code SnapshotOutbox} keeps, {@code Lanes} orders, {@code Pacing} holds back and
 * {@code SnapshotSender} posts.
 */
@NullMarked
package dev.turnout.socket.delivery;

import org.jspecify.annotations.NullMarked;
