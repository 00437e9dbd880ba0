package dev.turnout.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings by name, from the environment and from a file of {@code NAME=value} lines; the environment takes precedence
 * where its value is not empty.
 * Problems are collected, so that a server that refuses to start reports all of them at once.
 *
 * <p>One thread, while a configuration is read.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final Map<String, String> values;
    private final Map<String, String> environment;
    private final EnvFile file;
    private final Set<String> names = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(Map<String, String> environment, EnvFile file) {
        this.values = new HashMap<>(file.values());
        environment.forEach((name, value) -> {
            if (!value.isBlank()) { // Compose sets an empty value for ${NAME:-}
                this.values.put(name, value);
            }
        });
        this.environment = environment;
        this.file = file;
    }

    public static Settings of(Map<String, String> environment) {
        return new Settings(environment, new EnvFile(Map.of(), List.of(), List.of()));
    }

    /** A file that cannot be read is a problem like any other. */
    public static Settings of(Map<String, String> environment, Path file) {
        return new Settings(environment, EnvFile.read(file));
    }

    public String text(String name, String byDefault) {
        return given(name).orElse(byDefault);
    }

    public Optional<String> text(String name) {
        return given(name);
    }

    public int integer(String name, int byDefault, int min, int max) {
        return parsed(name, byDefault, text -> {
            int value;
            try {
                value = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a whole number");
            }
            if (value < min || value > max) {
                throw new IllegalArgumentException(value + " is not between " + min + " and " + max);
            }
            return value;
        });
    }

    public boolean flag(String name, boolean byDefault) {
        return parsed(name, byDefault, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        });
    }

    /** A whole number with its unit: {@code ms s m h d}. */
    public Duration duration(String name, Duration byDefault, Duration min, Duration max) {
        return parsed(name, byDefault, text -> {
            Duration value = duration(text);
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException("'" + text + "' is not between " + text(min) + " and " + text(max));
            }
            return value;
        });
    }

    /** A comma-separated list; empty entries are ignored. */
    public List<String> list(String name, List<String> byDefault) {
        return parsed(
                name,
                byDefault,
                text -> Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(entry -> !entry.isEmpty())
                        .toList());
    }

    /**
     * A value of another type.
     *
     * @param parser throws IllegalArgumentException with the reason
     */
    public <T> T parsed(String name, T byDefault, Function<String, T> parser) {
        Optional<String> text = given(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            return parser.apply(text.get());
        } catch (IllegalArgumentException e) {
            problem(name, String.valueOf(e.getMessage()));
            return byDefault;
        }
    }

    /** Adds a problem; {@code reason} must not contain a secret. */
    public void problem(String name, String reason) {
        problems.add(name + " " + reason);
    }

    /** Call after everything was read.
     *
     * @throws BadSettings with every problem, including names in the file that no setting has
     */
    public void check() throws BadSettings {
        List<String> all = new ArrayList<>(file.problems());
        all.addAll(problems);
        for (String name : new TreeSet<>(file.values().keySet())) {
            if (!names.contains(name)) {
                all.add(name + " is not a setting; --help lists all settings");
            }
        }
        if (!all.isEmpty()) {
            throw new BadSettings(all);
        }
    }

    /** What is allowed but probably a mistake. Call after everything was read. */
    public List<String> warnings() {
        List<String> all = new ArrayList<>(file.warnings());
        for (String name : names) {
            if (isQuoted(environment.getOrDefault(name, "").strip())) {
                all.add(name + " is in quotes in the environment; the quotes are part of the value");
            }
        }
        return List.copyOf(all);
    }

    private static boolean isQuoted(String text) {
        return text.length() > 1
                && (text.startsWith("'") || text.startsWith("\""))
                && text.charAt(0) == text.charAt(text.length() - 1);
    }

    /** The names read so far, which a test compares with the shipped file. */
    public Set<String> names() {
        return Set.copyOf(names);
    }

    private Optional<String> given(String name) {
        names.add(name);
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** In the form in which it is set, for example {@code 2m}. */
    private static String text(Duration duration) {
        long millis = duration.toMillis();
        for (String unit : List.of("d", "h", "m", "s")) {
            long length = duration("1" + unit).toMillis();
            if (millis >= length && millis % length == 0) {
                return millis / length + unit;
            }
        }
        return millis + "ms";
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 500ms, 5s, 2m, 1h or 7d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
