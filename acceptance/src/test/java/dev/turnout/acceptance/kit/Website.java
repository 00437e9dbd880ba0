package dev.turnout.acceptance.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** The website of a test: pages as text, files of a folder, and headers such as a Content-Security-Policy. */
public final class Website implements AutoCloseable {

    private record Page(String html, Map<String, String> headers) {}

    private record Requests(int number, long newest) {}

    private final HttpServer server;
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Map<String, Path> folders = new ConcurrentHashMap<>();
    private final Map<String, Requests> requests = new ConcurrentHashMap<>();
    private volatile String socketServer = "";

    public Website() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "website");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    /** The origin that {@code ALLOWED_ORIGIN} names. */
    public String origin() {
        return "http://localhost:" + port();
    }

    /** The same pages under an origin that is not allowed. */
    public String foreignOrigin() {
        return "http://127.0.0.1:" + port();
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** Texts that name the default address {@code http://localhost:8081} are served with this one instead. */
    public void replacesDefaultServerBy(String url) {
        socketServer = url;
    }

    public void page(String path, String html, Map<String, String> headers) {
        pages.put(path, new Page(html, headers));
    }

    /** Serves the files below a folder; {@code prefix} has a slash on both sides. */
    public void folder(String prefix, Path folder) {
        folders.put(prefix, folder);
    }

    /** How many requests for a path have arrived; pages report to the test by requesting paths that do not exist. */
    public int requests(String path) {
        Requests arrived = requests.get(path);
        return arrived == null ? 0 : arrived.number;
    }

    /** How long ago the newest request for a path arrived. */
    public Duration sinceRequest(String path) {
        Requests arrived = requests.get(path);
        if (arrived == null) {
            throw new AssertionError("no request for " + path + " yet");
        }
        return Duration.ofNanos(System.nanoTime() - arrived.newest);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Requests one = new Requests(1, System.nanoTime());
        requests.merge(path, one, (before, now) -> new Requests(before.number + 1, now.newest));
        Page page = pages.get(path);
        try (exchange) {
            if (page != null) {
                page.headers().forEach(exchange.getResponseHeaders()::set);
                send(exchange, "text/html; charset=utf-8", page.html().getBytes(StandardCharsets.UTF_8));
                return;
            }
            Path file = file(path);
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            String text = Files.readString(file).replace("http://localhost:8081", socketServer);
            send(exchange, contentType(path), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Path file(String path) {
        return folders.entrySet().stream()
                .filter(folder -> path.startsWith(folder.getKey()))
                .map(folder ->
                        folder.getValue().resolve(path.substring(folder.getKey().length())))
                .map(file -> Files.isDirectory(file) ? file.resolve("index.html") : file)
                .findFirst()
                .orElse(Path.of("none"));
    }

    private static String contentType(String path) {
        return path.endsWith(".js")
                ? "text/javascript"
                : path.endsWith(".css") ? "text/css" : "text/html; charset=utf-8";
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
