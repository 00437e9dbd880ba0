package dev.turnout.testkit.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.testkit.clients.Observation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The JSON messages of {@code commands.js}. */
final class DriverJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DriverJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a report: " + json, e);
        }
    }

    static String clientOf(JsonNode report) {
        return report.path("client").asText();
    }

    static Observation observation(JsonNode report) {
        Kind kind = Kind.valueOf(report.path("kind").asText().toUpperCase(Locale.ROOT));
        JsonNode data = BinaryJson.restore(report.path("data"));
        List<JsonNode> args = new ArrayList<>();
        if (data.isArray()) {
            data.forEach(args::add);
        } else if (!data.isMissingNode()) {
            args.add(data);
        }
        return new Observation(kind, report.path("name").asText(), List.copyOf(args));
    }
}
