package dev.turnout.acceptance.kit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The wall clock of one server, which a test sets forward or back as an administrator or a time service would; monotonic
 * time goes on. Done by libfaketime, which {@code scripts/setup} installs on Debian; a test is skipped without it.
 */
public final class MovableClock {

    private static final Path LIBRARY = Path.of(
                    "/usr/lib",
                    System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu")
            .resolve("faketime/libfaketimeMT.so.1");

    private final Path offset;

    public MovableClock() {
        assumeTrue(Files.exists(LIBRARY), LIBRARY + " is not installed");
        try {
            offset = Files.createTempFile("turnout-clock-", ".txt");
            offset.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        set(Duration.ZERO);
    }

    /** The server's wall clock differs by this much from now on. */
    public void set(Duration difference) {
        try {
            Files.writeString(offset, (difference.isNegative() ? "" : "+") + difference.toSeconds() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Environment of the server's process. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", LIBRARY.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                // With it timed waits end at once while the clock is set back, and the JVM's threads spin.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }
}
