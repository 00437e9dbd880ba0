package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs of the operating system that some tests run. */
public final class Programs {

    private Programs() {}

    public static boolean has(String name) {
        return find(name).isPresent();
    }

    /** The path of a program. */
    static String path(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalStateException(name + " is not installed"))
                .toString();
    }

    /** Debian keeps servers in {@code /usr/sbin}, which is not on every user's path. */
    private static Optional<Path> find(String name) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs it to its end in a folder; what it printed. Fails when its exit code is not 0. */
    public static String run(Path folder, String... command) {
        Result result = result(folder, command);
        assertThat(result.exitCode())
                .as("exit code of %s: %s", String.join(" ", command), result.output())
                .isZero();
        return result.output();
    }

    /** What it printed, whatever its exit code. */
    public static String output(Path folder, String... command) {
        return result(folder, command).output();
    }

    private record Result(int exitCode, String output) {}

    private static Result result(Path folder, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
