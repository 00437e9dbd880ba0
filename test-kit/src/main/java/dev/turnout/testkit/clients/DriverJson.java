package dev.turnout.testkit.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.testkit.clients.Observation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON messages of {@code commands.js}. */
final class DriverJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The escape of a surrogate, which Jackson refuses in an object key when it stands alone. */
    private static final Pattern SURROGATE =
            Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*+)\\\\u([dD][89a-fA-F][0-9a-fA-F]{2})");

    private DriverJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(withSurrogates(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a report: " + json, e);
        }
    }

    /** The same JSON, each surrogate as a character. */
    private static String withSurrogates(String json) {
        return SURROGATE
                .matcher(json)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(escape.group(1) + (char) Integer.parseInt(escape.group(2), 16)));
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
