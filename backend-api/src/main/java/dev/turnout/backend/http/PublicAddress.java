package dev.turnout.backend.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Scheme and host under which the browser reached this server. */
final class PublicAddress {

    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    private PublicAddress() {}

    /**
     * Uses {@code X-Forwarded-Proto} from any peer: a client that forges it only gets a cookie that its own browser does
     * not send back, or a page that cannot connect. Of several values, the first is that of the proxy next to the client.
     */
    static boolean isHttps(Context ctx) {
        String forwarded = ctx.header("X-Forwarded-Proto");
        String first = forwarded == null ? "" : forwarded.split(",", 2)[0].strip();
        return ctx.scheme().equals("https") || first.equalsIgnoreCase("https");
    }

    /** The host without its port; empty when the header is missing or malformed. */
    static Optional<String> host(Context ctx) {
        Matcher matcher =
                HOST.matcher(Optional.ofNullable(ctx.header(Header.HOST)).orElse(""));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
