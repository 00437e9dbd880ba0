package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the routes need of the servers that count together. Audience thread.
 *
 * @param status describes them
 * @param externalReported called when a source has reported viewers elsewhere to this server, which replaces what it
 *     reported to another
 * @param details asks the others for what is shown of rooms
 * @param removal has the others end the sessions of a viewer
 * @param outboxes asks the others for what they hold for the backend
 */
public record ClusterLink(
        Supplier<ObjectNode> status,
        BiConsumer<AuctionId, String> externalReported,
        Details details,
        Removal removal,
        Outboxes outboxes) {

    /** Brings what is known of the others' sessions up to date. */
    public interface Details {

        /**
         * @param rooms empty for all of them
         * @param done called when the others have answered, or have had the time to; perhaps at once
         */
        void refresh(Set<AuctionId> rooms, Runnable done);
    }

    public interface Removal {

        /** @param done receives the sessions that the others have ended, and the servers that did not answer in time */
        void remove(AuctionId auction, String viewerKey, Duration block, BiConsumer<Integer, List<String>> done);
    }

    public interface Outboxes {

        /**
         * @param done receives the answers by server, and the servers that did not answer in time
         */
        void request(Command command, BiConsumer<Map<String, ObjectNode>, List<String>> done);
    }

    /** For a single server. */
    public static final ClusterLink NONE = new ClusterLink(
            () -> JsonNodeFactory.instance.objectNode().put("enabled", false),
            (auction, source) -> {},
            (rooms, done) -> done.run(),
            (auction, viewerKey, block, done) -> done.accept(0, List.of()),
            (command, done) -> done.accept(Map.of(), List.of()));
}
