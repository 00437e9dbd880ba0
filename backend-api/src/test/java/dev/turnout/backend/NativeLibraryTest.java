package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native part of SQLite is unpacked into a file; a process that is killed deletes nothing. */
class NativeLibraryTest {

    @TempDir
    Path folder = Path.of("");

    private Path data = Path.of("");
    private Path temporary = Path.of("");

    @BeforeEach
    void createFolders() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    private String temporaryFolder() {
        return "-Djava.io.tmpdir=" + temporary;
    }

    @Test
    void nothingIsLeftOfAProcessThatIsKilled() throws Exception {
        for (int start = 0; start < 2; start++) {
            try (ChildBackend backend = ChildBackend.ofThisBuild(data, temporaryFolder())) {
                backend.kill();
            }
            assertThat(libraries()).isEmpty();
        }
    }

    @Test
    void whatAnEarlierVersionLeftIsDeleted() throws Exception {
        Files.createFile(data.resolve("sqlite-3.46.1.0-0a1b-libsqlitejdbc.so"));
        Files.createFile(data.resolve("sqlite-3.46.1.0-0a1b-libsqlitejdbc.so.lck"));
        try (ChildBackend backend = ChildBackend.ofThisBuild(data, temporaryFolder())) {
            assertThat(backend.terminate()).isZero();
        }
        assertThat(libraries()).isEmpty();
    }

    @Test
    void aDataDirectoryThatIsMountedNoexecIsUsedAllTheSame() throws Exception {
        assumeThat(ChildBackend.mayMount()).as("may mount a file system").isTrue();
        try (ChildBackend backend = ChildBackend.onADisk(data, "noexec", temporaryFolder())) {
            assertThat(backend.terminate()).isZero();
        }
        assertThat(libraries()).isEmpty();
    }

    @Test
    void aDirectoryThatTheOperatorHasChosenIsUsed() throws Exception {
        Path chosen = Files.createDirectory(folder.resolve("chosen"));
        try (ChildBackend backend =
                ChildBackend.ofThisBuild(data, temporaryFolder(), "-Dorg.sqlite.tmpdir=" + chosen)) {
            assertThat(libraries()).hasSize(2).allMatch(file -> file.startsWith(chosen)); // the library and its lock
            assertThat(backend.terminate()).isZero();
        }
    }

    private List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().contains("sqlitejdbc")).toList();
        }
    }
}
