package dev.turnout.backend.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.net.URI;

/**
 * Whether a page of this server sent a request. A cookie counts only then: {@code SameSite=Strict} keeps it from other
 * sites, this keeps it from the other hosts and ports of our own, and together no foreign page can act as the admin.
 */
final class SameOrigin {

    private SameOrigin() {}

    /**
     * By {@code Sec-Fetch-Site}, which every browser since 2023 sends and no page can set; older ones send
     * {@code Origin} with what changes something. Who sends neither is no browser, and carries no one else's cookie.
     */
    static boolean sent(Context ctx) {
        String site = ctx.header("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = ctx.header(Header.ORIGIN);
        return origin == null || hostOf(origin).equalsIgnoreCase(String.valueOf(ctx.header(Header.HOST)));
    }

    private static String hostOf(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
