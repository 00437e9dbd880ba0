package dev.turnout.engine.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.clients.Seen.What;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One Node process with any number of clients in it, spoken to by lines of JSON (see {@code driver.js}). */
final class NodeProcess {

    static final Path PACKAGE = Path.of("src", "test", "clients");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static @Nullable NodeProcess shared;

    private final Map<String, NodeClient> clients = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final Writer commands;

    private NodeProcess() throws IOException {
        if (!Files.isDirectory(PACKAGE.resolve("node_modules"))) {
            throw new IOException("the Socket.IO clients are not installed: run scripts/setup");
        }
        Process node = new ProcessBuilder("node", "driver.js")
                .directory(PACKAGE.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(node::destroy));
        commands = node.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(() -> readReports(node), "node-reports");
        reader.setDaemon(true);
        reader.start();
    }

    /** The process that all tests share; it ends with this one. */
    static synchronized NodeProcess shared() {
        if (shared == null) {
            try {
                shared = new NodeProcess();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return shared;
    }

    RealClient open(ClientKind kind, Target target) {
        String name = "c" + names.incrementAndGet();
        NodeClient client = new NodeClient(kind, name, this);
        clients.put(name, client);
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        options.put("path", target.path());
        options.set("transports", MAPPER.valueToTree(kind.mode().transports()));
        options.set("query", MAPPER.valueToTree(target.query()));
        options.set("extraHeaders", MAPPER.valueToTree(target.headers()));
        options.put("reconnection", target.reconnects());
        options.put("reconnectionDelay", 20);
        if (target.auth() != null) {
            options.set("auth", target.auth());
        }
        command("open", name)
                .with("library", kind.library().npmName())
                .with("url", target.url())
                .with("options", options)
                .send();
        return client;
    }

    Command command(String verb, String client) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return new Command(json.put("do", verb).put("client", client));
    }

    /** One line to the process. */
    final class Command {
        private final ObjectNode json;

        private Command(ObjectNode json) {
            this.json = json;
        }

        Command with(String name, Object value) {
            json.set(name, MAPPER.valueToTree(value));
            return this;
        }

        void send() {
            synchronized (commands) {
                try {
                    commands.write(json + "\n");
                    commands.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException("the Node process is gone", e);
                }
            }
        }
    }

    private void readReports(Process node) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode report = MAPPER.readTree(line);
                NodeClient client = clients.get(report.path("client").asText());
                if (client != null) {
                    client.saw(seen(report));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Seen seen(JsonNode report) {
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
