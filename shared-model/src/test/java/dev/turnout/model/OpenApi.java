package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** What {@code docs/openapi/} says of one of the servers, and as much of JSON Schema as it uses. */
public final class OpenApi {

    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode document;

    /** @param server for example {@code backend-api} */
    public OpenApi(String server) {
        try {
            document = new YAMLMapper()
                    .readTree(Path.of("..", "docs", "openapi", server + ".yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All operations, by method and path. */
    public Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        operations.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue());
                    }
                }));
        return operations;
    }

    /** The security schemes that open an operation; none means that anybody may use it. */
    public static List<String> schemes(JsonNode operation) {
        return StreamSupport.stream(operation.get("security").spliterator(), false)
                .map(scheme -> scheme.fieldNames().next())
                .toList();
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
    public void assertDescribes(String operation, int status, String contentType, String body) {
        JsonNode described = Objects.requireNonNull(operations().get(operation), operation + " is not described");
        JsonNode response = resolved(described.get("responses").path(Integer.toString(status)));
        assertThat(response.isMissingNode())
                .as("%s may answer %d: %s", operation, status, body)
                .isFalse();
        if (!response.has("content")) {
            assertThat(body).as("%s %d has no body", operation, status).isEmpty();
            return;
        }
        String type = contentType.replaceFirst(";.*", "");
        JsonNode schema = response.get("content").path(type).path("schema");
        assertThat(schema.isMissingNode())
                .as("%s %d is %s", operation, status, type)
                .isFalse();
        if (type.endsWith("json")) {
            List<String> faults = new ArrayList<>();
            check(schema, json(body), "", faults);
            assertThat(faults).as("%s %d: %s", operation, status, body).isEmpty();
        }
    }

    private static JsonNode json(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
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
