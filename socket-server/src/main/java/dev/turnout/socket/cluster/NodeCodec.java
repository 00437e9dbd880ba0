package dev.turnout.socket.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.model.ViewerSketch;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.cluster.NodeMessage.Blocks;
import dev.turnout.socket.cluster.NodeMessage.BlocksRequest;
import dev.turnout.socket.cluster.NodeMessage.Details;
import dev.turnout.socket.cluster.NodeMessage.EventDelivered;
import dev.turnout.socket.cluster.NodeMessage.OutboxAnswer;
import dev.turnout.socket.cluster.NodeMessage.Removed;
import dev.turnout.socket.cluster.NodeMessage.Viewers;
import dev.turnout.socket.cluster.NodeMessage.ViewersCheck;
import dev.turnout.socket.cluster.NodeMessage.ViewersCounted;
import dev.turnout.socket.cluster.NodeMessage.ViewersRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Messages to one node as JSON, with the same rules for versions as {@link CensusCodec}. */
final class NodeCodec {

    private NodeCodec() {}

    static String encode(NodeMessage message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("v", CensusCodec.VERSION).put("from", message.from()).put("to", message.to());
        if (message instanceof Viewers viewers) {
            json.put("type", "viewers").put("all", viewers.all());
            states(json, viewers.rooms());
        } else if (message instanceof ViewersCheck check) {
            json.put("type", "check").put("digest", check.digest());
        } else if (message instanceof ViewersRequest) {
            json.put("type", "request");
        } else if (message instanceof ViewersCounted counted) {
            states(json.put("type", "counted"), counted.rooms());
        } else if (message instanceof Details details) {
            json.put("type", "details").put("number", details.number()).put("last", details.last());
            ObjectNode rooms = json.putObject("rooms");
            details.rooms().forEach((room, detail) -> rooms.set(room.value(), DetailCodec.encode(detail)));
        } else if (message instanceof Removed removed) {
            json.put("type", "removed").put("number", removed.number()).put("ended", removed.ended());
        } else if (message instanceof EventDelivered delivered) {
            json.put("type", "delivered").put("event", delivered.event()).put("sessions", delivered.sessions());
        } else if (message instanceof BlocksRequest) {
            json.put("type", "askBlocks");
        } else if (message instanceof Blocks blocks) {
            json.put("type", "blocks").put("last", blocks.last());
            var viewers = json.putArray("viewers");
            blocks.viewers().forEach(viewer -> encode(viewers.addObject(), viewer));
        } else if (message instanceof OutboxAnswer answer) {
            json.put("type", "outbox").put("number", answer.number()).set("content", answer.content());
        } else if (message instanceof NodeMessage.MinuteParts minutes) {
            json.put("type", "minutes").put("start", minutes.start());
            var parts = json.putArray("parts");
            minutes.parts().forEach(part -> encode(parts.addObject(), part));
        }
        return json.toString();
    }

    private static void encode(ObjectNode json, MinutePart part) {
        json.put("auction", part.auction().value()).put("unique", part.uniqueViewers());
        json.put("sketch", part.sketch());
        json.putPOJO("sessionSeconds", part.sessionSeconds());
        json.putPOJO("sections", part.sections());
        json.putPOJO("countries", part.countries());
    }

    private static void encode(ObjectNode json, BlockedViewer viewer) {
        json.put("auction", viewer.auction().value());
        json.put("viewer", viewer.viewerKey()).put("leftMillis", viewer.leftMillis());
    }

    private static void states(ObjectNode json, Map<AuctionId, Map<Long, ViewerState>> rooms) {
        ObjectNode object = json.putObject("rooms");
        rooms.forEach((room, viewers) -> {
            Map<ViewerState, List<Long>> byState = new EnumMap<>(ViewerState.class);
            viewers.forEach((hash, state) ->
                    byState.computeIfAbsent(state, key -> new ArrayList<>()).add(hash));
            ObjectNode ofRoom = object.putObject(room.value());
            byState.forEach((state, hashes) -> ofRoom.put(name(state), pack(hashes)));
        });
    }

    private static String name(ViewerState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** 64-bit numbers as base64. */
    static String pack(Collection<Long> hashes) {
        ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Long.BYTES);
        hashes.forEach(bytes::putLong);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    static List<Long> unpack(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        if (bytes.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException("not a list of 64-bit numbers");
        }
        List<Long> hashes = new ArrayList<>(bytes.remaining() / Long.BYTES);
        while (bytes.hasRemaining()) {
            hashes.add(bytes.getLong());
        }
        return hashes;
    }

    /** Empty for a message that is malformed, or that only later versions understand. */
    static Optional<NodeMessage> decode(String text) {
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            if (json.path("v").intValue() != CensusCodec.VERSION) {
                return Optional.empty();
            }
            String from = CensusCodec.node(json, "from");
            String to = CensusCodec.node(json, "to");
            return Optional.ofNullable(
                    switch (json.path("type").asText()) {
                        case "viewers" -> new Viewers(from, to, json.path("all").asBoolean(), states(json));
                        case "check" -> new ViewersCheck(from, to, CensusCodec.number(json, "digest"));
                        case "request" -> new ViewersRequest(from, to);
                        case "counted" -> new ViewersCounted(from, to, states(json));
                        case "details" ->
                            new Details(
                                    from,
                                    to,
                                    CensusCodec.number(json, "number"),
                                    details(json),
                                    json.path("last").asBoolean());
                        case "removed" ->
                            new Removed(
                                    from,
                                    to,
                                    CensusCodec.number(json, "number"),
                                    CensusCodec.count(json.path("ended")));
                        case "delivered" ->
                            new EventDelivered(
                                    from,
                                    to,
                                    CensusCodec.number(json, "event"),
                                    CensusCodec.count(json.path("sessions")));
                        case "askBlocks" -> new BlocksRequest(from, to);
                        case "blocks" ->
                            new Blocks(
                                    from, to, blocked(json), json.path("last").asBoolean());
                        case "outbox" -> new OutboxAnswer(from, to, CensusCodec.number(json, "number"), content(json));
                        case "minutes" ->
                            new NodeMessage.MinuteParts(from, to, CensusCodec.number(json, "start"), parts(json));
                        default -> null;
                    });
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode content(JsonNode json) {
        if (json.path("content") instanceof ObjectNode content) {
            return content;
        }
        throw new IllegalArgumentException("content is an object");
    }

    private static Map<AuctionId, Map<Long, ViewerState>> states(JsonNode json) {
        Map<AuctionId, Map<Long, ViewerState>> rooms = new HashMap<>();
        for (Map.Entry<String, JsonNode> room : json.path("rooms").properties()) {
            Map<Long, ViewerState> states = new HashMap<>();
            for (ViewerState state : ViewerState.values()) {
                unpack(room.getValue().path(name(state)).asText()).forEach(hash -> states.put(hash, state));
            }
            rooms.put(new AuctionId(room.getKey()), states);
        }
        return rooms;
    }

    private static Map<AuctionId, RoomDetail> details(JsonNode json) {
        Map<AuctionId, RoomDetail> rooms = new HashMap<>();
        for (Map.Entry<String, JsonNode> room : json.path("rooms").properties()) {
            rooms.put(new AuctionId(room.getKey()), DetailCodec.decode(room.getValue()));
        }
        return rooms;
    }

    private static List<MinutePart> parts(JsonNode json) {
        List<MinutePart> parts = new ArrayList<>();
        for (JsonNode part : json.path("parts")) {
            parts.add(new MinutePart(
                    new AuctionId(part.path("auction").asText()),
                    CensusCodec.count(part.path("unique")),
                    sketch(part.path("sketch")),
                    numbers(part.path("sessionSeconds")),
                    numbers(part.path("sections")),
                    numbers(part.path("countries"))));
        }
        return parts;
    }

    private static List<BlockedViewer> blocked(JsonNode json) {
        List<BlockedViewer> viewers = new ArrayList<>();
        for (JsonNode viewer : json.path("viewers")) {
            viewers.add(new BlockedViewer(
                    new AuctionId(viewer.path("auction").asText()),
                    viewer.path("viewer").asText(),
                    CensusCodec.number(viewer, "leftMillis")));
        }
        return viewers;
    }

    private static @Nullable String sketch(JsonNode json) {
        return json.isTextual() ? ViewerSketch.decode(json.asText()).encode() : null;
    }

    static @Nullable Map<String, Integer> numbers(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        Map<String, Integer> numbers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            numbers.put(entry.getKey(), CensusCodec.count(entry.getValue()));
        }
        return numbers;
    }
}
