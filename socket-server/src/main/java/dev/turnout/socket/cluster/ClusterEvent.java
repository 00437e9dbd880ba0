package dev.turnout.socket.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import java.util.Optional;

/**
 * An entry of the event stream.
 *
 * @param from node on which it was published
 * @param number that this node gave it, ascending
 * @param closes whether the room's sessions end after it
 * @param answeredDirectly whether its node understands {@link NodeMessage.EventDelivered}; one that does not reads
 *     {@link CensusMessage.Delivered}
 */
record ClusterEvent(
        String from, long number, AuctionId auction, Event event, boolean closes, boolean answeredDirectly) {

    /** Content of the entry that makes an empty stream have a position; earlier versions count it as malformed. */
    static final String FIRST_ENTRY = "{\"v\":1,\"first\":true}";

    private static final int VERSION = 1;

    EventId id() {
        return new EventId(from, number);
    }

    String encode() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("v", VERSION).put("from", from).put("n", number).put("auction", auction.value());
        json.put("event", event.name());
        event.args().stream().findFirst().ifPresent(data -> json.set("data", data));
        if (closes) {
            json.put("closes", true);
        }
        if (answeredDirectly) {
            json.put("direct", true);
        }
        return Json.text(json);
    }

    /** Empty for an entry that is malformed, or that only later versions understand. */
    static Optional<ClusterEvent> decode(String text) {
        try {
            JsonNode json = Json.tree(text);
            String from = json.path("from").asText();
            String name = json.path("event").asText();
            Optional<AuctionId> auction = AuctionId.parse(json.path("auction").asText());
            long number = json.path("n").longValue();
            boolean isRead = json.path("v").intValue() == VERSION && !name.isEmpty() && auction.isPresent();
            if (!isRead || !EventId.isEngine(from) || number < 0) {
                return Optional.empty();
            }
            JsonNode data = json.get("data");
            Event event = data == null ? Event.of(name) : Event.of(name, data);
            return Optional.of(new ClusterEvent(
                    from,
                    number,
                    auction.get(),
                    event,
                    json.path("closes").asBoolean(),
                    json.path("direct").asBoolean()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
