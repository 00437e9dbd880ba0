package dev.turnout.acceptance.kit;

import dev.turnout.testkit.clients.ClientKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * Turnout as it is shipped: socket-server with backend-api or with a {@link FakeBackend}, as processes on free ports with
 * a data directory of their own. Registered as a static extension it serves all tests of a class; registered as an
 * instance field each test gets fresh servers:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Product product = Product.withFakeBackend().socket("SAMPLE_INTERVAL", "100ms");
 *
 * @Test
 * void aViewerIsCounted() {
 *     String auction = product.newAuction();
 *     product.viewer().joins(auction).sees(1);
 * }
 * }</pre>
 *
 * <p>A server starts when it is first used. After a test its clients are closed, and after a failure the logs are
 * printed. Servers end with the class (static) or with the test.
 */
public final class Product implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    public static final String KEY = "acceptance-key-0123456789";
    public static final String ADMIN_TOKEN = "acceptance-admin-token";
    public static final String ADMIN_PASSWORD = "correct horse battery staple";

    private static final Path LOGS = Path.of("target", "logs");
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final AtomicInteger AUCTIONS = new AtomicInteger();

    private final boolean fake;
    private final Map<String, String> socketSettings = new TreeMap<>();
    private final Map<String, String> backendSettings = new TreeMap<>();
    private final List<AutoCloseable> resources = new ArrayList<>();
    private int socketPort;
    private int backendPort;
    private @Nullable TestCertificate tls;
    private @Nullable Path parent;
    private @Nullable Path folder;
    private @Nullable ServerProcess socket;
    private @Nullable ServerProcess backend;
    private @Nullable FakeBackend fakeBackend;
    private boolean perClass;

    private Product(boolean fake) {
        this.fake = fake;
    }

    /** socket-server, and the test in the place of backend-api. */
    public static Product withFakeBackend() {
        return new Product(true);
    }

    /** Both servers. */
    public static Product withBothServers() {
        return new Product(false);
    }

    /** A setting of socket-server; before its first use. */
    public Product socket(String name, String value) {
        socketSettings.put(name, value);
        return this;
    }

    /** Gives socket-server a wall clock that the test can set; before its first use. */
    public Product socketClock(MovableClock clock) {
        socketSettings.putAll(clock.environment());
        return this;
    }

    /** Gives backend-api a wall clock that the test can set; before its first use. */
    public Product backendClock(MovableClock clock) {
        backendSettings.putAll(clock.environment());
        return this;
    }

    /** socket-server does TLS itself, with the certificate in these files; before its first use. */
    public Product socketTls(TestCertificate shown, Path certificate, Path key) {
        tls = shown;
        return socket("TLS_CERT", certificate.toString()).socket("TLS_KEY", key.toString());
    }

    /** A setting of backend-api; before its first use. */
    public Product backend(String name, String value) {
        backendSettings.put(name, value);
        return this;
    }

    /** Samples every 100 ms and posts a snapshot each second. */
    public Product shortMinutes() {
        return socket("SAMPLE_INTERVAL", "100ms").socket("SNAPSHOT_INTERVAL", "1s");
    }

    /** Files, logs too, are kept below this folder, which the caller deletes; before the first use. */
    public Product in(Path keptFolder) {
        parent = keptFolder;
        return this;
    }

    // ---- the servers

    public synchronized ServerProcess socketServer() {
        ServerProcess current = socket;
        if (current == null) {
            int port = ports().socketPort;
            TestCertificate shown = tls;
            Http http = shown == null ? Http.to("http://127.0.0.1:" + port) : shown.http(port);
            current = new ServerProcess("socket-server", folder(), port, socketSettings(), http);
            socket = current;
            current.start();
        }
        return current;
    }

    public synchronized ServerProcess backendApi() {
        ServerProcess current = backend;
        if (current == null) {
            current = new ServerProcess("backend-api", folder(), ports().backendPort, backendSettings());
            backend = current;
            current.start();
        }
        return current;
    }

    /** Receives the snapshots; only {@link #withFakeBackend}. */
    public synchronized FakeBackend fakeBackend() {
        FakeBackend current = fakeBackend;
        if (current == null) {
            current = new FakeBackend();
            fakeBackend = current;
        }
        return current;
    }

    /** Whether socket-server starts with these settings: false for a setting that does not exist yet. */
    public boolean starts() {
        try {
            return socketServer().isAlive();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private Product ports() {
        if (socketPort == 0) {
            socketPort = FreePorts.next();
            backendPort = FreePorts.next();
        }
        return this;
    }

    private Map<String, String> socketSettings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "HOST",
                "127.0.0.1",
                "PORT",
                String.valueOf(socketPort),
                "DATA_DIR",
                folder().resolve("socket-server").toString(),
                "INTERNAL_API_KEY",
                KEY,
                "BACKEND_API_URL",
                fake ? fakeBackend().url() : "http://127.0.0.1:" + backendPort,
                "SHUTDOWN_SPREAD",
                "0s"));
        settings.putAll(socketSettings);
        return settings;
    }

    private Map<String, String> backendSettings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                "PORT",
                String.valueOf(backendPort),
                "DATA_DIR",
                folder().resolve("backend-api").toString(),
                "INTERNAL_API_KEY",
                KEY,
                "ADMIN_TOKEN",
                ADMIN_TOKEN,
                "ADMIN_PASSWORD",
                ADMIN_PASSWORD,
                "SOCKET_SERVER_URL",
                "http://127.0.0.1:" + socketPort));
        settings.putAll(backendSettings);
        return settings;
    }

    /** Where a server keeps its files; for tests that look at them or damage them. */
    public Path dataDirectory(String server) {
        return folder().resolve(server);
    }

    private synchronized Path folder() {
        Path current = folder;
        if (current == null) {
            try {
                Path kept = parent;
                Path root =
                        Files.createDirectories((kept == null ? Path.of("target", "products") : kept).toAbsolutePath());
                current = Files.createTempDirectory(root, INSTANCES.incrementAndGet() + "-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            folder = current;
        }
        return current;
    }

    // ---- roles

    /** An auction id that no other test uses. With both servers, call {@link Admin#createsAuction} to register it. */
    public String newAuction() {
        return "a" + AUCTIONS.incrementAndGet() + "-" + Long.toString(System.nanoTime() & 0xFFFFF, 36);
    }

    /** A viewer with the newest client over WebSocket. */
    public Viewer viewer() {
        return viewer(ClientKind.DEFAULT);
    }

    public Viewer viewer(ClientKind kind) {
        return closeAfterTest(new Viewer(kind, socketServer().port()));
    }

    /** A viewer that connects to another port, for example of a proxy. */
    public Viewer viewerAt(int port, ClientKind kind) {
        return closeAfterTest(new Viewer(kind, port));
    }

    /** A viewer whose connection the test can cut. */
    public Viewer viewerOverProxy(ClientKind kind) {
        return closeAfterTest(Viewer.overProxy(kind, socketServer().port()));
    }

    /** A viewer that joins over HTTP. */
    public HttpViewer httpViewer() {
        return new HttpViewer(socketServer().http());
    }

    /** The existing backend: the internal API of socket-server with the key. */
    public InternalApi internalApi() {
        return new InternalApi(socketServer().http().with("X-Internal-Request", KEY));
    }

    /** An admin with the bearer token at backend-api. */
    public Admin admin() {
        return new Admin(backendApi().http().with("Authorization", "Bearer " + ADMIN_TOKEN));
    }

    /** Closes it when the test ends. */
    public <T extends AutoCloseable> T closeAfterTest(T resource) {
        synchronized (resources) {
            resources.add(resource);
        }
        return resource;
    }

    /** Another product with settings of its own, which ends with the test. */
    public Product another(Product other) {
        closeAfterTest(other::stop);
        return other;
    }

    // ---- life cycle

    /** Only static extensions get this call; their servers serve the whole class. */
    @Override
    public void beforeAll(ExtensionContext context) {
        perClass();
    }

    void perClass() {
        perClass = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent() && !isExpected(context)) {
            printLogs(context);
        }
        if (perClass) {
            closeResources();
        } else {
            stop();
        }
    }

    private static boolean isExpected(ExtensionContext context) {
        return context.getExecutionException()
                .filter(TestAbortedException.class::isInstance)
                .isPresent();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    private void closeResources() {
        List<AutoCloseable> closing;
        synchronized (resources) {
            closing = new ArrayList<>(resources);
            resources.clear();
        }
        for (AutoCloseable resource : closing) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void printLogs(ExtensionContext context) {
        for (ServerProcess server : servers()) {
            System.err.println("---- " + context.getDisplayName() + ": last lines of " + server.name());
            System.err.println(server.lastLogLines(60));
        }
    }

    private List<ServerProcess> servers() {
        return Stream.of(Optional.ofNullable(socket), Optional.ofNullable(backend))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Kills both servers, keeps their logs in {@code target/logs} and deletes their data, unless {@link #in} was called. */
    public synchronized void stop() {
        closeResources();
        servers().forEach(ServerProcess::destroy);
        FakeBackend posts = fakeBackend;
        if (posts != null) {
            posts.close();
        }
        Path ended = folder;
        if (ended != null && parent == null) {
            keepLogs(ended);
        }
        socket = null;
        backend = null;
        fakeBackend = null;
        folder = null;
        socketPort = 0;
    }

    private static void keepLogs(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            Files.createDirectories(LOGS);
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (file.toString().endsWith(".log") && folder.equals(file.getParent())) {
                    Files.move(file, LOGS.resolve(folder.getFileName() + "-" + file.getFileName()));
                } else {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
