package dev.turnout.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {

    private static final String PROPERTY = "org.sqlite.tmpdir";
    private static final String FILE = "sqlite-3.54.1.0-0a1b-libsqlitejdbc.so";

    private final List<String> tried = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    /** What the driver does in a directory that it can load from. */
    private boolean unpack() throws IOException {
        Path current = Path.of(System.getProperty(PROPERTY));
        Files.createFile(current.resolve(FILE));
        Files.createFile(current.resolve(FILE + ".lck"));
        return true;
    }

    private boolean fail() {
        tried.add(System.getProperty(PROPERTY, "java.io.tmpdir"));
        throw new IllegalStateException("noexec");
    }

    @Test
    void theFileIsDeletedOnceItIsLoaded() throws IOException {
        Files.createFile(directory.resolve("sqlite-notes.txt"));
        Files.createFile(directory.resolve("sqlite-3.46.1.0-2c3d-libsqlitejdbc.so"));
        SqliteLibrary.load(directory, this::unpack);
        assertThat(directory.toFile().list()).containsExactly("sqlite-notes.txt");
        assertThat(System.getProperty(PROPERTY)).isNull();
    }

    @Test
    void aDirectoryThatTheOperatorHasSetIsLeftToTheDriver() throws IOException {
        Path chosen = Files.createDirectory(directory.resolve("chosen"));
        System.setProperty(PROPERTY, chosen.toString());
        SqliteLibrary.load(directory, this::unpack);
        assertThat(chosen.resolve(FILE)).exists();
        assertThat(System.getProperty(PROPERTY)).isEqualTo(chosen.toString());
    }

    @Test
    void withoutAnyDirectoryTheReasonIsNamed() {
        assertThatThrownBy(() -> SqliteLibrary.load(directory, this::fail))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory + " or " + System.getProperty("java.io.tmpdir"))
                .hasMessageContaining("noexec");
        assertThat(tried).containsExactly(directory.toString(), "java.io.tmpdir");
        assertThat(System.getProperty(PROPERTY)).isNull();
    }
}
