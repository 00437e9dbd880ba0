package dev.turnout.acceptance.soak;

import dev.turnout.testkit.raw.HttpAnswer;

/** The one cookie that a proxy sets, to recognize the server of a session. Confined to its viewer. */
final class Cookies {

    private String cookie = "";

    /** The header lines of a request. */
    String[] headers() {
        return cookie.isEmpty() ? new String[0] : new String[] {"Cookie: " + cookie};
    }

    void read(HttpAnswer answer) {
        cookie = in(answer);
    }

    /** Whether the answer is of another server than that of the cookie. */
    boolean isOther(HttpAnswer answer) {
        return !in(answer).equals(cookie);
    }

    /** A proxy sets it only when it differs from that of the request. */
    private String in(HttpAnswer answer) {
        String set = answer.headers().get("set-cookie");
        return set == null ? cookie : set.split(";", 2)[0];
    }

    void clear() {
        cookie = "";
    }

    @Override
    public String toString() {
        return "cookie '" + cookie + "'";
    }
}
