package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.engine.HttpReply;
import dev.turnout.model.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What pages load from this server: the kit as one script and as an npm package, and the Socket.IO client under the names
 * that Node's socket.io gives it. Event loops.
 */
public final class ClientFiles {

    private static final String FOLDER = "/web/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String SOURCE_MAP = "application/json";
    private static final String ARCHIVE = "application/octet-stream";
    private static final String SHORT_CACHE = "public, max-age=300";
    private static final List<String> CLIENT_SCRIPTS =
            List.of("socket.io.js", "socket.io.min.js", "socket.io.esm.min.js");

    private static final HttpReply NOT_FOUND = HttpReply.problem(404, "there is no such file");

    /** By the path of the request; empty before the start. */
    private volatile Map<String, StaticFile> files = Map.of();

    /** Reads the files out of the jar. */
    public void load() throws IOException {
        Map<String, StaticFile> loaded = new HashMap<>();
        StaticFile kit = read("kit/turnout.js", SCRIPT);
        loaded.put("/turnout.js", kit);
        loaded.put("/turnout-" + kit.hash() + ".js", kit.immutable());
        loaded.put("/turnout.js.map", read("kit/turnout.js.map", SOURCE_MAP));
        loaded.put("/turnout-kit.tgz", read("kit/turnout-kit.tgz", ARCHIVE));
        for (String name : CLIENT_SCRIPTS) {
            StaticFile script = read("socket.io/" + name, SCRIPT);
            StaticFile map = read("socket.io/" + name + ".map", SOURCE_MAP);
            for (String path : List.of(Wire.AUDIENCE_PATH, Wire.LOBBY_PATH)) {
                loaded.put(path + name, script);
                loaded.put(path + name + ".map", map);
            }
        }
        files = Map.copyOf(loaded);
    }

    private static StaticFile read(String name, String contentType) throws IOException {
        try (InputStream in = ClientFiles.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IOException(FOLDER + name + " is missing: the jar was built without the module web");
            }
            return StaticFile.of(in.readAllBytes(), contentType, SHORT_CACHE);
        }
    }

    void serve(HttpExchange exchange) {
        StaticFile file = files.get(exchange.path());
        exchange.reply(
                file == null
                        ? NOT_FOUND
                        : file.answer(
                                exchange.header("If-None-Match").orElse(""),
                                exchange.header("Accept-Encoding").orElse("")));
    }
}
