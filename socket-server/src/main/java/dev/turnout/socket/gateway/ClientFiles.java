package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The official Socket.IO client as Node's socket.io serves it, under the path of the audience: the bundles and source maps
 * out of the npm package. Any thread.
 */
public final class ClientFiles {

    static final String VERSION = "4.8.4";

    private static final String[] BUNDLES = {"socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"};
    private static final String ETAG = "\"" + VERSION + "\"";

    private final Map<String, HttpReply> files = new HashMap<>();

    public ClientFiles() {
        for (String bundle : BUNDLES) {
            add(bundle, "text/javascript; charset=utf-8");
            add(bundle + ".map", "application/json; charset=utf-8");
        }
    }

    private void add(String name, String type) {
        files.put(name, cached(HttpReply.of(200, type, read(name))));
    }

    private static HttpReply cached(HttpReply reply) {
        return reply.withHeader("ETag", ETAG)
                .withHeader("Cache-Control", "public, max-age=0")
                .withHeader("Cross-Origin-Resource-Policy", "cross-origin");
    }

    private static String read(String name) {
        try (InputStream file = ClientFiles.class.getResourceAsStream("/socket.io-client/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the jar lacks socket.io-client/" + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void serve(HttpExchange exchange, String name) {
        HttpReply file = files.get(name);
        if (file == null) {
            exchange.reply(HttpReply.problem(404, "there is nothing at this path"));
        } else if (CountRoutes.holds(exchange.header("If-None-Match").orElse(""), ETAG)) {
            exchange.reply(cached(new HttpReply(304, Map.of(), "")));
        } else {
            exchange.reply(file);
        }
    }
}
