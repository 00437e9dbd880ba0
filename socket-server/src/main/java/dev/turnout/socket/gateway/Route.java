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
 * @param internal whether only who shows an internal key may use it
 * @param path with one group for each parameter
 */
record Route(String method, boolean internal, Pattern path, BiConsumer<HttpExchange, Matcher> handler) {

    static Route open(String method, String path, Consumer<HttpExchange> handler) {
        return new Route(method, false, pattern(path), (exchange, match) -> handler.accept(exchange));
    }

    /** @param path with {@code *} for a parameter, which is any text without a slash */
    static Route internal(String method, String path, BiConsumer<HttpExchange, Matcher> handler) {
        return new Route(method, true, pattern(path), handler);
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(path.replace("*", "([^/]*)"));
    }

    Optional<Matcher> match(String requestPath) {
        Matcher matcher = path.matcher(requestPath);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
