package dev.turnout.engine.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.clients.Seen.What;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The JSON that {@code commands.js} speaks. */
final class Reports {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Reports() {}

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
            throw new IllegalStateException("no report: " + json, e);
        }
    }

    static String clientOf(JsonNode report) {
        return report.path("client").asText();
    }

    static Seen seen(JsonNode report) {
        What what = What.valueOf(report.path("what").asText().toUpperCase(Locale.ROOT));
        JsonNode data = Bytes.restore(report.path("data"));
        List<JsonNode> args = new ArrayList<>();
        if (data.isArray()) {
            data.forEach(args::add);
        } else if (!data.isMissingNode()) {
            args.add(data);
        }
        return new Seen(what, report.path("name").asText(), List.copyOf(args));
    }
}
