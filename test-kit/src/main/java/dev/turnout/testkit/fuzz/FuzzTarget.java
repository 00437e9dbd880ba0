package dev.turnout.testkit.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is fuzzed.
 *
 * @param name of the target, and of the folder of what was found
 * @param type the class as Jazzer finds it
 * @param input judges one input
 * @param golden inputs to begin with
 */
public record FuzzTarget(String name, Class<?> type, Consumer<byte[]> input, Supplier<Stream<byte[]>> golden) {

    /** Judges one input. */
    public void run(byte[] bytes) {
        try {
            input.accept(bytes);
        } catch (RuntimeException | Error e) {
            String shown = Base64.getEncoder().encodeToString(bytes);
            throw new AssertionError(name + " fails on the input (base64) " + shown, e);
        }
    }

    /** Inputs to begin with: the golden tables, and what was once found. */
    public List<byte[]> seeds() {
        return Stream.concat(golden.get(), found()).toList();
    }

    /** Inputs that once failed, kept in {@code src/test/resources/fuzz/<target>/}. */
    private Stream<byte[]> found() {
        URL folder = type.getResource("/fuzz/" + name);
        if (folder == null) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.sorted(Comparator.naturalOrder()).toList().stream().map(FuzzTarget::bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
