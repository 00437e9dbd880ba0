package dev.turnout.socket.cluster;

import dev.turnout.engine.Endpoint;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.delivery.OutboxCommands;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The server whose part in the cluster {@link Cluster} is.
 *
 * @param endpoint where the engine serves the audience; first used after the start
 * @param events events for this server's sessions
 * @param eventsKept how long this server keeps events for sessions that are lost
 * @param onClose ends this server's sessions of an auction that have no socket; any thread
 * @param removal ends this server's sessions of a viewer; first used after the start; audience thread
 * @param blocks viewers that this server does not let join; first used after the start; audience thread
 * @param outbox what this server holds for the backend
 * @param settings those that all servers of a cluster have to have in common, and that are no secret, as text
 */
public record LocalServer(
        Audience audience,
        OwnerThread thread,
        MomentSource moments,
        LongSupplier nanoClock,
        Endpoint endpoint,
        EventPublisher events,
        Duration eventsKept,
        Consumer<AuctionId> onClose,
        Removal removal,
        Blocks blocks,
        OutboxCommands outbox,
        String settings) {

    public interface Removal {

        /** @return how many sessions were ended */
        int remove(AuctionId auction, String viewerKey, Duration block);
    }

    public interface Blocks {

        List<BlockedViewer> current();

        /** Another server does not let these join. Those that are new here are blocked, and their sessions end. */
        void applyReported(List<BlockedViewer> viewers);
    }
}
