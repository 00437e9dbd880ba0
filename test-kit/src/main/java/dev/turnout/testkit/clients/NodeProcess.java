package dev.turnout.testkit.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One Node process with any number of clients, driven by lines of JSON (see {@code driver.js}). */
final class NodeProcess {

    /** The npm package of the clients. */
    static final Path PACKAGE = find(Path.of("").toAbsolutePath());

    private static @Nullable NodeProcess shared;

    private final Map<String, DrivenClient> clients = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private final Writer commands;

    private static Path find(Path start) {
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path clients = folder.resolve("test-kit").resolve("clients");
            if (Files.isRegularFile(clients.resolve("driver.js"))) {
                return clients;
            }
        }
        throw new IllegalStateException("no test-kit/clients above " + start);
    }

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

    /** The Node process that all tests share; it ends with this JVM. */
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
        DrivenClient client = new DrivenClient(kind, name, this::send);
        clients.put(name, client);
        client.open(target, DriverJson.object().set("extraHeaders", DriverJson.tree(target.headers())));
        return client;
    }

    private void send(ObjectNode command) {
        synchronized (commands) {
            try {
                commands.write(command + "\n");
                commands.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the Node process has ended", e);
            }
        }
    }

    private void readReports(Process node) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode report = DriverJson.parse(line);
                DrivenClient client = clients.get(DriverJson.clientOf(report));
                if (client != null) {
                    client.observed(DriverJson.observation(report));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
