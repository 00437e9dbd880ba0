package dev.turnout.process;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningJarTest {

    @TempDir
    Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void anUnchangedFileIsNotReported() throws IOException {
        RunningJar jar = new RunningJar(file("server.jar", "old"));
        assertThat(jar.wasOverwritten()).isFalse();
    }

    @Test
    void aFileThatIsWrittenToIsReportedOnce() throws IOException {
        RunningJar jar = new RunningJar(file("server.jar", "old"));
        file("server.jar", "newer");
        assertThat(jar.wasOverwritten()).isTrue();
        assertThat(jar.wasOverwritten()).isFalse();
    }

    @Test
    void otherBytesOfTheSameLengthAreReported() throws IOException {
        RunningJar jar = new RunningJar(file("server.jar", "old"));
        Files.setLastModifiedTime(file("server.jar", "new"), FileTime.fromMillis(1_000));
        assertThat(jar.wasOverwritten()).isTrue();
    }

    @Test
    void aFileThatOnlyGetsAnotherTimeDoesNoHarm() throws IOException {
        Path file = file("server.jar", "old");
        RunningJar jar = new RunningJar(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
        assertThat(jar.wasOverwritten()).isFalse();
    }

    @Test
    void aFileThatIsMovedIntoItsPlaceOrRemovedDoesNoHarm() throws IOException {
        Path file = file("server.jar", "old");
        RunningJar jar = new RunningJar(file);
        Files.move(file("new.jar", "newer"), file, REPLACE_EXISTING);
        assertThat(jar.wasOverwritten()).isFalse();
        Files.delete(file);
        assertThat(jar.wasOverwritten()).isFalse();
    }

    @Test
    void aFileInItsPlaceThatIsOverwrittenDoesNoHarm() throws IOException {
        Path file = file("server.jar", "old");
        RunningJar jar = new RunningJar(file);
        Files.move(file("new.jar", "newer"), file, REPLACE_EXISTING);
        assertThat(jar.wasOverwritten()).isFalse();
        file("server.jar", "the newest");
        assertThat(jar.wasOverwritten()).isFalse();
    }

    @Test
    void aClassFromAFolderHasNone() {
        assertThat(RunningJar.of(RunningJarTest.class)).isEmpty();
    }
}
