package dev.turnout.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.bench.report.Machine;
import dev.turnout.bench.report.MarkdownTable;
import dev.turnout.bench.report.Standing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run found.
 *
 * @param jvmFlags those that all JVM peers had
 */
record Results(Instant at, Machine machine, List<String> jvmFlags, int rounds, List<Standing> standings) {

    private static final DateTimeFormatter FILE_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    String markdown() {
        String tables = standings.stream()
                .map(standing -> new MarkdownTable(standing).toString())
                .collect(Collectors.joining("\n"));
        return "%s, server on one core, load on another, Linux %s; %s; Node %s; %s; JVM flags %s; %s.\n\n%s"
                .formatted(
                        machine.processor(),
                        machine.kernel(),
                        machine.java(),
                        machine.node(),
                        machine.c(),
                        String.join(" ", jvmFlags),
                        rounds == 1 ? "one round" : "median of %d rounds (least–most)".formatted(rounds),
                        tables);
    }

    /** Writes both forms; answers where the JSON is. */
    Path save(Path directory) throws IOException {
        Path json = directory.resolve(FILE_NAME.format(at) + ".json");
        Files.writeString(json, JSON.writeValueAsString(json()) + "\n");
        Files.writeString(directory.resolve(FILE_NAME.format(at) + ".md"), markdown());
        return json;
    }

    private ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("at", at.toString());
        root.set("machine", JSON.valueToTree(machine));
        root.set("jvmFlags", JSON.valueToTree(jvmFlags));
        root.put("rounds", rounds);
        ObjectNode scenarios = root.putObject("scenarios");
        for (Standing standing : standings) {
            ObjectNode scenario = scenarios.putObject(standing.scenario());
            scenario.put("description", standing.description());
            scenario.set("peers", JSON.valueToTree(standing.measurements()));
            scenario.set("failures", JSON.valueToTree(standing.failures()));
        }
        return root;
    }
}
