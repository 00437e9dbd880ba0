package dev.turnout.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** One process of the load generator: a line in, a line back. */
final class LoadProcess {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer commands;
    private final BufferedReader replies;

    LoadProcess(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.replies = process.inputReader(StandardCharsets.UTF_8);
    }

    Process process() {
        return process;
    }

    void say(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    <T> T hear(Class<T> type) throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw new IOException("the load generator has ended");
        }
        JsonNode reply = JSON.readTree(line);
        if (reply.has("error")) {
            throw new IOException("load generator: " + reply.get("error").textValue());
        }
        return JSON.treeToValue(reply, type);
    }
}
