package dev.turnout.engine.fuzz;

import dev.turnout.engine.engineio.PayloadFuzz;
import dev.turnout.engine.socketio.PacketFuzz;
import dev.turnout.engine.websocket.FrameFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is fuzzed.
 *
 * @param name of the target, and of the folder of what was found
 * @param type the class as Jazzer finds it
 * @param input judges one input
 * @param golden inputs to begin with
 */
record FuzzTarget(String name, Class<?> type, Consumer<byte[]> input, Supplier<Stream<byte[]>> golden) {

    static Stream<FuzzTarget> all() {
        return Stream.of(
                new FuzzTarget("packet", PacketFuzz.class, PacketFuzz::fuzzerTestOneInput, PacketFuzz::seeds),
                new FuzzTarget("payload", PayloadFuzz.class, PayloadFuzz::fuzzerTestOneInput, PayloadFuzz::seeds),
                new FuzzTarget("frame", FrameFuzz.class, FrameFuzz::fuzzerTestOneInput, FrameFuzz::seeds),
                new FuzzTarget("http", HttpFuzz.class, HttpFuzz::fuzzerTestOneInput, HttpFuzz::seeds));
    }

    static FuzzTarget named(String name) {
        return all().filter(target -> target.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name + ", but "
                        + all().map(FuzzTarget::name).collect(Collectors.joining(", "))));
    }

    void run(byte[] bytes) {
        input.accept(bytes);
    }

    /** Inputs to begin with: the golden tables, and what was once found. */
    List<byte[]> seeds() {
        return Stream.concat(golden.get(), found()).toList();
    }

    /** Inputs that once failed, kept in {@code src/test/resources/fuzz/<target>/}. */
    private Stream<byte[]> found() {
        URL folder = FuzzTarget.class.getResource("/fuzz/" + name);
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
