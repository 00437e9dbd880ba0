package dev.turnout.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * The native part of SQLite, which the driver unpacks from its jar into a new file of 1 MB, loads once per process, and
 * deletes when the process ends. After {@code kill -9} the file would stay in the directory for temporary files.
 */
public final class SqliteLibrary {

    private static final String DIRECTORY = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /**
     * Loads it from this directory and deletes the file at once, with those that killed processes have left there. A
     * directory that is full or mounted {@code noexec} is replaced by {@code java.io.tmpdir}; one that is set for the driver
     * is left to it.
     *
     * @param directory that no other process uses
     * @param driver loads it unless it is loaded
     * @throws IOException with a reason for the operator when it can be loaded from nowhere
     */
    public static void load(Path directory, Callable<Boolean> driver) throws IOException {
        String chosen = System.getProperty(DIRECTORY);
        if (chosen != null) {
            call(driver, chosen);
            return;
        }
        System.setProperty(DIRECTORY, directory.toString());
        try {
            driver.call();
        } catch (Exception e) {
            System.clearProperty(DIRECTORY);
            call(driver, directory + " or " + System.getProperty("java.io.tmpdir"));
        } finally {
            System.clearProperty(DIRECTORY);
            deleteFrom(directory);
        }
    }

    private static void call(Callable<Boolean> driver, String directories) throws IOException {
        try {
            driver.call();
        } catch (Exception e) {
            throw new IOException(
                    "SQLite's native library cannot be loaded from " + directories
                            + ": a directory must be writable and not mounted noexec; -D" + DIRECTORY
                            + "=… names another one",
                    e);
        }
    }

    private static void deleteFrom(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(SqliteLibrary::isOne).toList()) {
                delete(file);
            }
        }
    }

    private static boolean isOne(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("sqlite-") && name.contains("sqlitejdbc");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Windows keeps a file that is in use; the next start deletes it.
        }
    }
}
