package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the routing table.
 *
 * @param path with a name in braces for each parameter
 * @param pattern matches the path, with one group for each parameter
 */
record Route(String method, Access access, String path, Pattern pattern, BiConsumer<HttpExchange, Matcher> handler) {

    /** The clients that may use a route, and the limit on their rate. */
    enum Access {
        /** Every client, within the rate of its address. */
        OPEN,
        /** Every client, within a rate of its address for metrics alone. */
        SCRAPE,
        /** Every client; the answer costs next to nothing. */
        UNLIMITED,
        /** Clients with an internal key. */
        INTERNAL
    }

    /** Any text without a slash, or, with a star after its name, any text at all. */
    private static final Pattern PARAMETER = Pattern.compile("\\{\\w+(\\*?)}");

    static Route unlimited(String method, String path, Consumer<HttpExchange> handler) {
        return of(method, Access.UNLIMITED, path, (exchange, match) -> handler.accept(exchange));
    }

    static Route scrape(String method, String path, Consumer<HttpExchange> handler) {
        return of(method, Access.SCRAPE, path, (exchange, match) -> handler.accept(exchange));
    }

    static Route open(String method, String path, BiConsumer<HttpExchange, Matcher> handler) {
        return of(method, Access.OPEN, path, handler);
    }

    static Route internal(String method, String path, BiConsumer<HttpExchange, Matcher> handler) {
        return of(method, Access.INTERNAL, path, handler);
    }

    private static Route of(String method, Access access, String path, BiConsumer<HttpExchange, Matcher> handler) {
        String pattern = PARAMETER
                .matcher(path)
                .replaceAll(parameter -> parameter.group(1).isEmpty() ? "([^/]*)" : "((?s:.+))");
        return new Route(method, access, path.replace("*}", "}"), Pattern.compile(pattern), handler);
    }

    boolean internal() {
        return access == Access.INTERNAL;
    }

    Optional<Matcher> match(String requestPath) {
        Matcher matcher = pattern.matcher(requestPath);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
