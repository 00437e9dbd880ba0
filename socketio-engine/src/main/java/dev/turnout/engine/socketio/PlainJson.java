package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON of the most frequent events: a name and integers or plain words. Written without Jackson, since it runs for each
 * join: a JVM that has just started would compile a generator for it while thousands of clients connect.
 */
final class PlainJson {

    private PlainJson() {}

    /** The array of a name and arguments; null when one of them is anything but an integer or plain ASCII. */
    static @Nullable String array(String name, List<JsonNode> args) {
        if (!isPlain(name)) {
            return null;
        }
        StringBuilder json =
                new StringBuilder(name.length() + 16).append("[\"").append(name).append('"');
        for (JsonNode arg : args) {
            if (arg.isIntegralNumber()) {
                json.append(',').append(arg.asText());
            } else if (arg.isTextual() && isPlain(arg.textValue())) {
                json.append(",\"").append(arg.textValue()).append('"');
            } else {
                return null;
            }
        }
        return json.append(']').toString();
    }

    /** Whether the text needs no escapes in JSON. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}
