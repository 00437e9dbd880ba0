package dev.turnout.bench.analytics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for data that is deleted when it is closed. */
record DataFolder(Path parent, Path path) implements AutoCloseable {

    private static final String DATABASE = "backend-api.db";

    static DataFolder in(Path parent) throws IOException {
        return new DataFolder(parent, Files.createTempDirectory(parent, "analytics"));
    }

    /** A folder beside it with the same database file: a server does not start on the folder of another one. */
    DataFolder sharingDatabase() throws IOException {
        DataFolder other = in(parent);
        Files.createSymbolicLink(
                other.path().resolve(DATABASE), path.toAbsolutePath().resolve(DATABASE));
        return other;
    }

    long databaseBytes() throws IOException {
        return Files.size(path.resolve(DATABASE));
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(path)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
