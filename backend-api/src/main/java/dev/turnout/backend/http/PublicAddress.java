package dev.turnout.backend.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the browser at the other end reached this server, as far as it can be told. */
final class PublicAddress {

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    private PublicAddress() {}

    /**
     * Believes {@code X-Forwarded-Proto} of anyone: who lies about it only gets a cookie that his own browser will not
     * send, or a page that does not connect.
     */
    static boolean isHttps(Context ctx) {
        String forwarded = Optional.ofNullable(ctx.header("X-Forwarded-Proto")).orElse("");
        // each proxy on the way may append its own: the first is the browser's
        return ctx.scheme().equals("https") || "https".equalsIgnoreCase(forwarded.split(",", 2)[0].strip());
    }

    /** The host without its port; empty when the header holds none. */
    static Optional<String> host(Context ctx) {
        Matcher matcher =
                HOST.matcher(Optional.ofNullable(ctx.header(Header.HOST)).orElse(""));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
