package dev.turnout.settings;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
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
 * Settings by name, from the environment and, below it, a file of {@code NAME=value} lines. What is wrong is collected,
 * so that a server can refuse to start with one list of everything.
 *
 * <p>One thread; lives as long as a configuration is being read.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final Map<String, String> values;
    private final Set<String> namesInFile;
    private final Set<String> read = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(Map<String, String> environment, Map<String, String> file) {
        this.values = new HashMap<>(file);
        this.values.putAll(environment);
        this.namesInFile = new TreeSet<>(file.keySet());
    }

    public static Settings of(Map<String, String> environment) {
        return new Settings(environment, Map.of());
    }

    /** Environment first, then the file; a file that cannot be read is a problem like any other. */
    public static Settings of(Map<String, String> environment, Path file) {
        if (!Files.isReadable(file)) {
            Settings settings = of(environment);
            settings.problem("--config", "cannot read " + file);
            return settings;
        }
        Map<String, String> entries = new HashMap<>();
        try {
            Path absolute = file.toAbsolutePath();
            Dotenv dotenv = Dotenv.configure()
                    .directory(String.valueOf(absolute.getParent()))
                    .filename(String.valueOf(absolute.getFileName()))
                    .load();
            for (DotenvEntry entry : dotenv.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
                entries.put(entry.getKey(), entry.getValue());
            }
        } catch (DotenvException e) {
            Settings settings = of(environment);
            settings.problem("--config", file + ": " + e.getMessage());
            return settings;
        }
        return new Settings(environment, entries);
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
                throw new IllegalArgumentException("'" + text + "' is out of range");
            }
            return value;
        });
    }

    /** A comma-separated list; empty entries are dropped. */
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
     * A value with a form of its own.
     *
     * @param form throws IllegalArgumentException with what is wrong
     */
    public <T> T parsed(String name, T byDefault, Function<String, T> form) {
        Optional<String> text = given(name);
        if (text.isEmpty()) {
            return byDefault;
        }
        try {
            return form.apply(text.get());
        } catch (IllegalArgumentException e) {
            problem(name, String.valueOf(e.getMessage()));
            return byDefault;
        }
    }

    public void problem(String name, String what) {
        problems.add(name + " " + what);
    }

    /** Everything that is wrong so far, and names in the file that nothing has read. Call last. */
    public List<String> problems() {
        List<String> all = new ArrayList<>(problems);
        for (String name : namesInFile) {
            if (!read.contains(name)) {
                all.add(name + " is not a setting; see --help for those there are");
            }
        }
        return List.copyOf(all);
    }

    /** The names that were asked for, so that a shipped file can be held against them. */
    public Set<String> names() {
        return Set.copyOf(read);
    }

    private Optional<String> given(String name) {
        read.add(name);
        return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
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
