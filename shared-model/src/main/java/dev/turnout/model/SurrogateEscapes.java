package dev.turnout.model;

import java.util.HexFormat;

/**
 * Escapes of surrogates in JSON text (RFC 8259, section 8.2), which Jackson refuses in an object key when one stands
 * alone. Written as characters, they mean the same and are read everywhere.
 *
 * <p>socketio-engine has the same class: neither module depends on the other.
 */
final class SurrogateEscapes {

    private static final int LENGTH = "\\ud800".length();

    private SurrogateEscapes() {}

    /** The same JSON, each surrogate as a character. */
    static String decode(String json) {
        if (!json.contains("\\u")) {
            return json;
        }
        StringBuilder decoded = new StringBuilder(json.length());
        int at = 0;
        while (at < json.length()) {
            if (isSurrogate(json, at)) {
                decoded.append((char) HexFormat.fromHexDigits(json, at + 2, at + LENGTH));
                at += LENGTH;
            } else {
                int end = Math.min(at + (json.charAt(at) == '\\' ? 2 : 1), json.length());
                decoded.append(json, at, end);
                at = end;
            }
        }
        return decoded.toString();
    }

    private static boolean isSurrogate(String json, int at) {
        return json.startsWith("\\u", at)
                && at + LENGTH <= json.length()
                && (json.charAt(at + 2) == 'd' || json.charAt(at + 2) == 'D')
                && "89abcdefABCDEF".indexOf(json.charAt(at + 3)) >= 0
                && HexFormat.isHexDigit(json.charAt(at + 4))
                && HexFormat.isHexDigit(json.charAt(at + 5));
    }
}
