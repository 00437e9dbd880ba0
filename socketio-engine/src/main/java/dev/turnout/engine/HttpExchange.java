package dev.turnout.engine;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One plain HTTP request and the way to answer it. The engine itself answers preflights and adds CORS headers. */
public interface HttpExchange {

    /** For example {@code GET}; HEAD is given as GET, and the engine leaves the body of the answer out. */
    String method();

    /** The path, percent-decoded, without query. */
    String path();

    /** The query, decoded; of a repeated name the first value. */
    Map<String, String> query();

    /** All values of a name in the query, decoded and in order. */
    default List<String> queryValues(String name) {
        String first = query().get(name);
        return first == null ? List.of() : List.of(first);
    }

    /** A header; names are case-insensitive. */
    Optional<String> header(String name);

    byte[] body();

    /** The client's address, resolved through trusted proxies. */
    InetAddress remoteAddress();

    /** Answers; the first reply counts. Any thread. */
    void reply(HttpReply reply);
}
