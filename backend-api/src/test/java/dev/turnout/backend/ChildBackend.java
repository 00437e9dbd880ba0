package dev.turnout.backend;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** backend-api in a process of its own, so that it can be killed. */
final class ChildBackend implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("port=\"(\\d+)\" msg=\"backend-api is ready\"");

    private final Process process;
    private final Path log;

    /** @param command what to start, without the {@code java} before it */
    ChildBackend(Path dataDir, List<String> command) throws IOException {
        this(dataDir, List.of(), command);
    }

    /** @param launcher runs the program that follows it as the same process */
    private ChildBackend(Path dataDir, List<String> launcher, List<String> command) throws IOException {
        log = Files.createTempFile(dataDir, "child", ".log");
        List<String> line = new ArrayList<>(launcher);
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(Map.of(
                        "PORT",
                        "0",
                        "DATA_DIR",
                        dataDir.toString(),
                        "INTERNAL_API_KEY",
                        Backend.KEY,
                        "ADMIN_TOKEN",
                        Backend.TOKEN,
                        "RETENTION_DAYS",
                        "3650",
                        "SOCKET_SERVER_URL",
                        "http://127.0.0.1:9"));
        process = builder.start();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> ready().find() || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("did not start: " + output());
        }
    }

    /** The classes of this build, with these options of the JVM. */
    static ChildBackend ofThisBuild(Path dataDir, String... options) throws IOException {
        return new ChildBackend(dataDir, thisBuild(options));
    }

    private static List<String> thisBuild(String... options) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, BackendApiMain.class.getName()));
        return command;
    }

    /**
     * The classes of this build, with a file system in memory, which only it sees, as its data directory.
     *
     * @param disk options of the mount, such as {@code size=8m}
     */
    static ChildBackend onADisk(Path dataDir, String disk, String... options) throws IOException {
        String mount = "mount -t tmpfs -o " + disk + " tmpfs \"$0\" && exec \"$@\"";
        return new ChildBackend(
                dataDir, List.of("unshare", "-m", "sh", "-c", mount, dataDir.toString()), thisBuild(options));
    }

    /** Whether {@link #onADisk} works here. */
    static boolean mayMount() throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt").start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    /** Where others find a file of a disk that only it sees. */
    Path seenByIt(Path file) {
        return Path.of("/proc/" + process.pid() + "/root" + file.toAbsolutePath());
    }

    /** The jar that is shipped. */
    static ChildBackend ofTheJar(Path dataDir) throws IOException {
        return new ChildBackend(dataDir, List.of("-jar", "target" + File.separator + "backend-api.jar"));
    }

    private Matcher ready() throws IOException {
        return READY.matcher(output());
    }

    String output() throws IOException {
        return Files.readString(log);
    }

    int port() throws IOException {
        Matcher ready = ready();
        if (!ready.find()) {
            throw new AssertionError("not ready: " + output());
        }
        return Integer.parseInt(ready.group(1));
    }

    /** As {@code kill -9} does it. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@code kill} does it; answers the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
