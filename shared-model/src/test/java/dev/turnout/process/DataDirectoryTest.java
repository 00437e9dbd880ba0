package dev.turnout.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aDirectoryThatIsInUseIsRefusedUntilItIsReleased() throws IOException {
        DataDirectory first = DataDirectory.open(folder);

        assertThatThrownBy(() -> DataDirectory.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is used by another process")
                .hasMessageContaining("DATA_DIR");
        first.close();
        DataDirectory.open(folder).close();
    }

    @Test
    void onlyTheOwnerMayReadWhatIsMade() throws IOException {
        Path made = folder.resolve("a/b");
        try (DataDirectory directory = DataDirectory.open(made)) {
            Path file = directory.privateFile("x.db");

            assertThat(permissions(file)).isEqualTo("rw-------");
            assertThat(permissions(made.resolve("lock"))).isEqualTo("rw-------");
            assertThat(permissions(made)).isEqualTo("rwx------");
        }
    }

    @Test
    void aFileThatOthersMayReadIsClosedToThem() throws IOException {
        Path file = Files.createFile(folder.resolve("x.db"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (DataDirectory directory = DataDirectory.open(folder)) {
            assertThat(permissions(directory.privateFile("x.db"))).isEqualTo("rw-------");
        }
    }

    @Test
    void aFileOfAnotherUserIsReportedWithItsOwner() throws IOException {
        Path file = Files.createFile(folder.resolve("x.db"));

        assertThat(DataDirectory.notPrivate(file, new FileSystemException("x.db", null, "Operation not permitted")))
                .hasMessageContaining("cannot use " + file + ": it belongs to the user " + Files.getOwner(file))
                .hasMessageContaining("chown")
                .hasMessageContaining("Operation not permitted");
    }

    @Test
    void whatIsNoDirectoryIsRefusedWithTheSettingToChange() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DATA_DIR");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
