package dev.turnout.backend;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of a running backend-api, one for each test. */
abstract class BackendTest {

    @TempDir
    Path folder = Path.of("");

    Backend backend;

    @BeforeEach
    void start() throws IOException {
        backend = new Backend(folder, settings());
    }

    /** Names and values beside the usual ones. */
    String[] settings() {
        return new String[0];
    }

    @AfterEach
    void stop() {
        backend.close();
    }
}
