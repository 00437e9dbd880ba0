package dev.turnout.socket.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.socket.cluster.CensusMessage.Beat;
import dev.turnout.socket.cluster.CensusMessage.Delivered;
import dev.turnout.socket.cluster.CensusMessage.Delta;
import dev.turnout.socket.cluster.CensusMessage.DetailRequest;
import dev.turnout.socket.cluster.CensusMessage.ExternalAges;
import dev.turnout.socket.cluster.CensusMessage.ExternalReport;
import dev.turnout.socket.cluster.CensusMessage.FullState;
import dev.turnout.socket.cluster.CensusMessage.Leave;
import dev.turnout.socket.cluster.CensusMessage.OutboxRequest;
import dev.turnout.socket.cluster.CensusMessage.Recovered;
import dev.turnout.socket.cluster.CensusMessage.RemovalRequest;
import dev.turnout.socket.cluster.CensusMessage.StateRequest;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Census messages as JSON. Nodes of different versions work together: fields that this version does not know are ignored,
 * and so are messages of an unknown type or of a later, incompatible {@link #VERSION}.
 */
final class CensusCodec {

    /** Raised when a message changes so that older nodes would misread it. */
    static final int VERSION = 1;

    private static final int MAX_COUNT = 1_000_000_000;

    private CensusCodec() {}

    static String encode(CensusMessage message) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("v", VERSION).put("from", message.from());
        if (message instanceof Delta delta) {
            counts(json.put("type", "delta").put("seq", delta.sequence()), delta.counts());
        } else if (message instanceof Beat beat) {
            json.put("type", "beat").put("seq", beat.sequence());
            json.put("digest", beat.digest()).put("sentAt", beat.sentAt());
            if (beat.epoch() > 0) {
                json.put("epoch", beat.epoch()).put("run", beat.run());
            }
            if (!beat.settings().isEmpty()) {
                json.put("settings", beat.settings());
            }
        } else if (message instanceof FullState state) {
            counts(json.put("type", "state").put("seq", state.sequence()), state.counts());
        } else if (message instanceof StateRequest request) {
            json.put("type", "request").put("of", request.of());
        } else if (message instanceof Delivered delivered) {
            json.put("type", "delivered").put("to", delivered.to());
            json.put("event", delivered.event()).put("sessions", delivered.sessions());
        } else if (message instanceof Recovered recovered) {
            json.put("type", "recovered").put("session", recovered.sessionId());
        } else if (message instanceof ExternalReport report) {
            json.put("type", "external")
                    .put("auction", report.auction().value())
                    .put("source", report.source());
        } else if (message instanceof ExternalAges reports) {
            ObjectNode ages = json.put("type", "externalAges").putObject("ages");
            reports.millis().forEach((room, bySource) -> bySource.forEach(ages.putObject(room.value())::put));
        } else if (message instanceof DetailRequest request) {
            ArrayNode rooms =
                    json.put("type", "details").put("number", request.number()).putArray("rooms");
            request.rooms().forEach(room -> rooms.add(room.value()));
        } else if (message instanceof RemovalRequest removal) {
            json.put("type", "remove").put("number", removal.number());
            json.put("auction", removal.auction().value());
            json.put("viewer", removal.viewerKey()).put("blockMillis", removal.blockMillis());
        } else if (message instanceof OutboxRequest request) {
            json.put("type", "outbox").put("number", request.number());
            json.put("retry", request.command() == Command.RETRY);
        } else {
            json.put("type", "leave");
        }
        return json.toString();
    }

    private static void counts(ObjectNode json, Map<AuctionId, Integer> counts) {
        ObjectNode object = json.putObject("counts");
        counts.forEach((room, count) -> object.put(room.value(), count));
    }

    /** Empty for a message that is malformed, or that only later versions understand. */
    static Optional<CensusMessage> decode(String text) {
        try {
            JsonNode json = Json.MAPPER.readTree(text);
            if (json.path("v").intValue() != VERSION) {
                return Optional.empty();
            }
            return Optional.ofNullable(
                    switch (json.path("type").asText()) {
                        case "delta" -> new Delta(node(json, "from"), number(json, "seq"), counts(json));
                        case "beat" ->
                            new Beat(
                                    node(json, "from"),
                                    number(json, "seq"),
                                    number(json, "digest"),
                                    number(json, "sentAt"),
                                    json.path("epoch").longValue(),
                                    json.path("run").asText(),
                                    json.path("settings").asText());
                        case "state" -> new FullState(node(json, "from"), number(json, "seq"), counts(json));
                        case "request" -> new StateRequest(node(json, "from"), node(json, "of"));
                        case "leave" -> new Leave(node(json, "from"));
                        case "delivered" ->
                            new Delivered(
                                    node(json, "from"),
                                    node(json, "to"),
                                    number(json, "event"),
                                    count(json.path("sessions")));
                        case "recovered" -> new Recovered(node(json, "from"), node(json, "session"));
                        case "external" ->
                            new ExternalReport(
                                    node(json, "from"),
                                    new AuctionId(json.path("auction").asText()),
                                    node(json, "source"));
                        case "externalAges" -> new ExternalAges(node(json, "from"), ages(json.path("ages")));
                        case "details" -> new DetailRequest(node(json, "from"), number(json, "number"), rooms(json));
                        case "remove" ->
                            new RemovalRequest(
                                    node(json, "from"),
                                    number(json, "number"),
                                    new AuctionId(json.path("auction").asText()),
                                    json.path("viewer").asText(),
                                    number(json, "blockMillis"));
                        case "outbox" ->
                            new OutboxRequest(
                                    node(json, "from"),
                                    number(json, "number"),
                                    json.path("retry").asBoolean() ? Command.RETRY : Command.REPORT);
                        default -> null;
                    });
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<AuctionId, Map<String, Long>> ages(JsonNode json) {
        Map<AuctionId, Map<String, Long>> ages = new HashMap<>();
        for (Map.Entry<String, JsonNode> room : json.properties()) {
            Map<String, Long> bySource = new HashMap<>();
            room.getValue()
                    .fieldNames()
                    .forEachRemaining(source -> bySource.put(source, number(room.getValue(), source)));
            ages.put(new AuctionId(room.getKey()), bySource);
        }
        return ages;
    }

    private static Set<AuctionId> rooms(JsonNode json) {
        Set<AuctionId> rooms = new HashSet<>();
        json.path("rooms").forEach(room -> rooms.add(new AuctionId(room.asText())));
        return rooms;
    }

    static String node(JsonNode json, String field) {
        String id = json.path(field).asText();
        if (id.isEmpty() || id.length() > 64) {
            throw new IllegalArgumentException(field + " has 1 to 64 characters");
        }
        return id;
    }

    static long number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(field + " is an integer");
        }
        return value.longValue();
    }

    private static Map<AuctionId, Integer> counts(JsonNode json) {
        Map<AuctionId, Integer> counts = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.path("counts").properties()) {
            counts.put(new AuctionId(entry.getKey()), count(entry.getValue()));
        }
        return counts;
    }

    static int count(JsonNode value) {
        if (!value.isInt() || value.intValue() < 0 || value.intValue() > MAX_COUNT) {
            throw new IllegalArgumentException("a count is an integer from 0 to " + MAX_COUNT);
        }
        return value.intValue();
    }
}
