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
 * @param path with a name in braces for each parameter, which is any text without a slash
 * @param form matches the path, with one group for each parameter
 */
record Route(String method, boolean internal, String path, Pattern form, BiConsumer<HttpExchange, Matcher> handler) {

    private static final Pattern PARAMETER = Pattern.compile("\\{\\w+}");

    static Route open(String method, String path, Consumer<HttpExchange> handler) {
        return open(method, path, (exchange, match) -> handler.accept(exchange));
    }

    static Route open(String method, String path, BiConsumer<HttpExchange, Matcher> handler) {
        return new Route(method, false, path, form(path), handler);
    }

    static Route internal(String method, String path, BiConsumer<HttpExchange, Matcher> handler) {
        return new Route(method, true, path, form(path), handler);
    }

    private static Pattern form(String path) {
        return Pattern.compile(PARAMETER.matcher(path).replaceAll("([^/]*)"));
    }

    Optional<Matcher> match(String requestPath) {
        Matcher matcher = form.matcher(requestPath);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }
}
