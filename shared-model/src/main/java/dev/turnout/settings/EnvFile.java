package dev.turnout.settings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of {@code NAME=value} lines.
 *
 * <ul>
 *   <li>Blank lines and lines that start with {@code #} are ignored; {@code export} before a name is allowed.
 *   <li>Spaces around a value are removed. A value in single or double quotes is taken literally, without the quotes.
 *   <li>In a value without quotes, {@code #} starts a comment only after a space: {@code pass#word} is kept whole.
 *   <li>There are no escapes, no variables and no values of several lines.
 * </ul>
 *
 * @param values the last value of each name
 * @param problems lines that cannot be read
 * @param warnings lines that can be read but are probably not meant so
 */
record EnvFile(Map<String, String> values, List<String> problems, List<String> warnings) {

    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=(.*)", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("(['\"])(.*)\\1(?:\\s+#.*)?", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*", Pattern.DOTALL);
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    static EnvFile read(Path file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
        } catch (CharacterCodingException e) {
            return unreadable(file + " is not UTF-8");
        } catch (IOException e) {
            return unreadable("cannot read " + file);
        }
    }

    private static EnvFile unreadable(String reason) {
        return new EnvFile(Map.of(), List.of("--config " + reason), List.of());
    }

    static EnvFile parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        int number = 0;
        for (String raw : text.split("\\R", -1)) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (!assignment.matches()) {
                problems.add("line " + number + " of the file is not NAME=value");
                continue;
            }
            String name = assignment.group(1);
            Optional<String> value = value(assignment.group(2).strip());
            if (value.isEmpty()) {
                problems.add(name + " has a quote that is not closed (line " + number + " of the file)");
                continue;
            }
            Integer earlier = lines.put(name, number);
            if (earlier != null) {
                warnings.add(name + " is set twice in the file, on lines " + earlier + " and " + number
                        + "; the last one is used");
            }
            values.put(name, value.get());
        }
        return new EnvFile(values, problems, warnings);
    }

    /** Empty when a quote is opened but not closed. */
    private static Optional<String> value(String text) {
        if (text.startsWith("'") || text.startsWith("\"")) {
            Matcher quoted = QUOTED.matcher(text);
            return quoted.matches() ? Optional.of(quoted.group(2)) : Optional.empty();
        }
        return Optional.of(COMMENT.matcher(text).replaceFirst(""));
    }
}
