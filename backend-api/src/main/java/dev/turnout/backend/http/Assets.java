package dev.turnout.backend.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Files that module {@code web} builds. Those below {@code assets} have a hash in their name and never change. */
final class Assets {

    static final String FILE = "file";

    private static final String FOLDER = "/web/dashboard/";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";
    private static final Map<String, String> TYPES = Map.of(
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    /** Holds only files that exist, so requests cannot make it grow. */
    private final Map<String, byte[]> loaded = new ConcurrentHashMap<>();

    void get(Context ctx) {
        String name = ctx.pathParam(FILE);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        byte[] content = type == null || !NAME.matcher(name).matches() ? null : asset(name);
        if (content == null) {
            throw Problem.of(HttpStatus.NOT_FOUND_404, "there is nothing at this path");
        }
        ctx.header(Header.CACHE_CONTROL, IMMUTABLE);
        ctx.contentType(type);
        ctx.result(content);
    }

    private byte @Nullable [] asset(String name) {
        byte[] known = loaded.get(name);
        if (known != null) {
            return known;
        }
        Optional<byte[]> found = read("assets/" + name);
        found.ifPresent(content -> loaded.put(name, content));
        return found.orElse(null);
    }

    /** A file of the pages; empty when there is none. */
    static Optional<byte[]> read(String path) {
        try (InputStream in = Assets.class.getResourceAsStream(FOLDER + path)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
