package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON of what a crowd is told most: a name and numbers. Done for each who joins, so that a young JVM need not compile a
 * generator for it in the midst of a storm.
 */
final class PlainJson {

    private PlainJson() {}

    /** The array of a name and arguments; null when one of them is anything but an integer or a word of plain ASCII. */
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

    /** Whether the text stands in JSON as it is. */
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
