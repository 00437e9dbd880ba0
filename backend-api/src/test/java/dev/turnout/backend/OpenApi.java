package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** {@code docs/openapi.yaml}, and as much of JSON Schema as it uses. */
public final class OpenApi {

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode document;

    public OpenApi() throws IOException {
        document =
                new YAMLMapper().readTree(Path.of("..", "docs", "openapi.yaml").toFile());
    }

    /** The operations with a tag, by method and path. */
    public Map<String, JsonNode> operations(String tag) {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey())
                            && operation.getValue().path("tags").toString().contains("\"" + tag + "\"")) {
                        operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue());
                    }
                }));
        return operations;
    }

    public JsonNode path(String path) {
        return document.get("paths").get(path);
    }

    /** What a reference stands for; anything else stands for itself. */
    public JsonNode resolved(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.asText().substring(1));
    }

    /** Holds a real answer against the document: its status, its content type, its fields and their types. */
    void assertDescribes(String operation, Requests.Answer answer) {
        JsonNode described =
                Objects.requireNonNull(operations("backend-api").get(operation), operation + " is not described");
        JsonNode response = resolved(described.get("responses").path(Integer.toString(answer.status())));
        assertThat(response.isMissingNode())
                .as("%s may answer %d: %s", operation, answer.status(), answer.body())
                .isFalse();
        String type = String.valueOf(answer.header("Content-Type")).replaceFirst(";.*", "");
        JsonNode schema = response.get("content").path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s %d is %s", operation, answer.status(), type)
                .isFalse();
        if (type.endsWith("json")) {
            List<String> faults = new ArrayList<>();
            check(schema, answer.json(), "", faults);
            assertThat(faults)
                    .as("%s %d: %s", operation, answer.status(), answer.body())
                    .isEmpty();
        }
    }

    private void check(JsonNode given, JsonNode value, String at, List<String> faults) {
        Set<String> known = new HashSet<>();
        checkParts(given, value, at, known, faults);
        if (value.isObject() && !known.isEmpty() && !known.contains("*")) {
            value.fieldNames().forEachRemaining(name -> {
                if (!known.contains(name)) {
                    faults.add(at + "/" + name + " is not described");
                }
            });
        }
    }

    private void checkParts(JsonNode given, JsonNode value, String at, Set<String> known, List<String> faults) {
        JsonNode schema = resolved(given);
        schema.path("allOf").forEach(part -> checkParts(part, value, at, known, faults));
        if (schema.has("type") && !types(schema.get("type")).contains(typeOf(value))) {
            faults.add(at + " is " + typeOf(value) + ", not " + schema.get("type"));
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            faults.add(at + " is " + value + ", not " + schema.get("const"));
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            faults.add(at + " is " + value + ", none of " + schema.get("enum"));
        }
        schema.path("required").forEach(name -> {
            if (value.isObject() && !value.has(name.asText())) {
                faults.add(at + "/" + name.asText() + " is missing");
            }
        });
        schema.path("properties").properties().forEach(property -> {
            known.add(property.getKey());
            if (value.has(property.getKey())) {
                check(property.getValue(), value.get(property.getKey()), at + "/" + property.getKey(), faults);
            }
        });
        if (schema.has("additionalProperties")) {
            known.add("*");
        }
        if (schema.has("items")) {
            value.forEach(item -> check(schema.get("items"), item, at + "[]", faults));
        }
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode one : list) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> types(JsonNode type) {
        List<String> types = new ArrayList<>();
        if (type.isArray()) {
            type.forEach(one -> types.add(one.asText()));
        } else {
            types.add(type.asText());
        }
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
        };
    }
}
