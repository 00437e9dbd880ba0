package dev.turnout.testkit.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves {@code /<library>/}: a page with the bundle that the library ships for browsers. */
final class PageServer {

    private final HttpServer server;

    private PageServer(HttpServer server) {
        this.server = server;
    }

    static PageServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", PageServer::answer);
            server.start();
            return new PageServer(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another host name than the server's address, so that requests to the server are cross-origin. */
    String origin() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String[] parts = exchange.getRequestURI().getPath().split("/", -1);
        Path file = parts.length == 3 ? file(parts[1], parts[2]) : Path.of("");
        try (exchange) {
            if (!Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] content = Files.readAllBytes(file);
            exchange.getResponseHeaders()
                    .set("Content-Type", file.toString().endsWith(".js") ? "text/javascript" : "text/html");
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private static Path file(String library, String name) {
        return switch (name) {
            case "" -> NodeProcess.PACKAGE.resolve("page.html");
            case "commands.js" -> NodeProcess.PACKAGE.resolve("commands.js");
            case "client.js" ->
                NodeProcess.PACKAGE.resolve("node_modules").resolve(library).resolve("dist/socket.io.js");
            default -> Path.of("");
        };
    }
}
