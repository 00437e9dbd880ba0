package dev.turnout.acceptance.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The rules of {@code deploy/kubernetes/ingress.yaml}, as ingress-nginx applies them without regular expressions: an exact
 * path first, then the longest prefix. {@code Prefix} ends between two segments, {@code ImplementationSpecific} anywhere.
 */
public final class Ingress {

    private record Rule(String path, String type, String service) {

        boolean matches(String requested) {
            return switch (type) {
                case "Exact" -> requested.equals(path);
                case "Prefix" -> requested.equals(withoutSlash()) || requested.startsWith(withoutSlash() + "/");
                case "ImplementationSpecific" -> requested.startsWith(path);
                default -> throw new IllegalStateException("pathType " + type);
            };
        }

        private String withoutSlash() {
            return path.replaceFirst("/$", "");
        }

        boolean isExact() {
            return type.equals("Exact");
        }

        int length() {
            return path.length();
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    public Ingress() {
        Path file = Path.of("..", "deploy", "kubernetes", "ingress.yaml");
        YAMLMapper mapper = new YAMLMapper();
        try (var documents =
                mapper.readerFor(JsonNode.class).<JsonNode>readValues(new YAMLFactory().createParser(file.toFile()))) {
            while (documents.hasNext()) {
                documents.next().at("/spec/rules/0/http/paths").forEach(this::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(JsonNode rule) {
        rules.add(new Rule(
                rule.path("path").textValue(),
                rule.path("pathType").textValue(),
                rule.at("/backend/service/name").textValue()));
    }

    /** The service that a request for this path is sent to. */
    public String serviceOf(String path) {
        return rules.stream()
                .filter(rule -> rule.matches(path))
                .max(Comparator.comparing(Rule::isExact).thenComparing(Rule::length))
                .orElseThrow()
                .service();
    }
}
