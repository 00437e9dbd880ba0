package dev.turnout.backend.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import java.net.URI;

/**
 * Whether a request was sent by a page of this server. Only then its cookies are used: {@code SameSite=Strict} excludes
 * other sites, this check excludes other hosts and ports of the same site, so no other page can act as the admin.
 */
final class SameOrigin {

    private SameOrigin() {}

    /**
     * Uses {@code Sec-Fetch-Site}, which every browser since 2023 sends and no page can set; older browsers send
     * {@code Origin} with requests that change something. A request with neither comes from no browser.
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
