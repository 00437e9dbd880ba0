package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * What the routes need of the servers that count together.
 *
 * @param status describes them; audience thread
 * @param externalReported called when a source has reported viewers elsewhere to this server, which replaces what it
 *     reported to another; audience thread
 */
public record ClusterLink(Supplier<ObjectNode> status, BiConsumer<AuctionId, String> externalReported) {

    /** For a single server. */
    public static final ClusterLink NONE =
            new ClusterLink(() -> JsonNodeFactory.instance.objectNode().put("enabled", false), (auction, source) -> {});
}
