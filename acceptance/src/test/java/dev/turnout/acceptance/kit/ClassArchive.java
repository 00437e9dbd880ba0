package dev.turnout.acceptance.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The classes of a server's jar in the form that the JVM maps (class data sharing). A start without it spends most of its
 * CPU time on parsing and verifying them. Made once for each build, as {@code deploy/image/assemble} does for the image.
 */
final class ClassArchive {

    private static final Map<String, List<String>> OPTIONS = new TreeMap<>();

    private ClassArchive() {}

    /** What the JVM needs to use it; nothing where this JVM cannot make one. */
    static synchronized List<String> options(String server) {
        return OPTIONS.computeIfAbsent(server, ClassArchive::made);
    }

    private static List<String> made(String server) {
        Path archive = Path.of("target", server + ".jsa").toAbsolutePath();
        try {
            if (!isNewer(archive, ServerProcess.jar(server))) {
                Files.deleteIfExists(archive);
                make(server, archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    private static boolean isNewer(Path archive, Path jar) throws IOException {
        return Files.exists(archive)
                && Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0;
    }

    /** Of what a server has loaded when it is ready. Another build may run: the archive appears at once, or not at all. */
    private static void make(String server, Path archive) throws IOException {
        Path folder = Files.createTempDirectory(archive.getParent(), "archive-");
        Path growing = folder.resolve("classes.jsa");
        int port = FreePorts.next();
        Map<String, String> settings = Map.of(
                "HOST",
                "127.0.0.1",
                "PORT",
                String.valueOf(port),
                "DATA_DIR",
                folder.resolve("data").toString(),
                "INTERNAL_API_KEY",
                Product.KEY,
                "ADMIN_PASSWORD",
                Product.ADMIN_PASSWORD);
        ServerProcess run = new ServerProcess(server, folder, port, new TreeMap<>(settings));
        run.start(List.of("-XX:ArchiveClassesAtExit=" + growing));
        run.terminate();
        if (Files.exists(growing)) {
            Files.move(growing, archive, StandardCopyOption.ATOMIC_MOVE);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
