package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One server, started from its jar. Keeps its port and data directory over restarts. Output is appended to one log file.
 */
public class ServerProcess {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(40);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Path jar;
    private final Path log;
    private final Map<String, String> settings;
    private final int port;
    private final Http http;
    private @Nullable Process process;

    ServerProcess(String name, Path folder, int port, Map<String, String> settings) {
        this(name, folder, port, settings, Http.to("http://127.0.0.1:" + port));
    }

    /** @param http requests to this server, once it is started */
    ServerProcess(String name, Path folder, int port, Map<String, String> settings, Http http) {
        this.name = name;
        this.jar = jar(name);
        this.log = folder.resolve(name + ".log");
        this.port = port;
        this.settings = settings;
        this.http = http;
    }

    static Path jar(String server) {
        Path jar = Path.of("..", server, "target", server + ".jar");
        assertThat(jar).as("built jar; run the build with -pl acceptance -am").exists();
        return jar;
    }

    /** Starts and waits until {@code /health/ready} answers 200. */
    void start() {
        start(ClassArchive.options(name));
    }

    /** @param options of the JVM, beside those that all servers have */
    void start(List<String> options) {
        launch(options);
        awaitReady();
    }

    private void launch(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(options);
        command.addAll(List.of("-jar", jar.toString()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(ServerProcess::mayBeSetting);
            builder.environment().putAll(settings);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(process);
    }

    /** Settings come from the test alone, not from the environment of the build. */
    private static boolean mayBeSetting(String name) {
        return !Set.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER").contains(name);
    }

    private void awaitReady() {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .atMost(START_TIMEOUT)
                .until(() -> !isAlive() || http().isReady());
        if (!isAlive()) {
            throw new IllegalStateException(name + " did not start:\n" + lastLogLines(40));
        }
    }

    String name() {
        return name;
    }

    public int port() {
        return port;
    }

    public String url() {
        return http.url();
    }

    /** A client of this server's routes without any credentials. */
    public Http http() {
        return http;
    }

    public long pid() {
        return running().pid();
    }

    public boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    private Process running() {
        Process current = process;
        if (current == null) {
            throw new IllegalStateException("not started");
        }
        return current;
    }

    /** SIGKILL; returns when the process has ended. */
    public void kill() {
        end(running().destroyForcibly());
    }

    /** SIGSTOP: the process keeps its connections and does nothing until {@link #resume}. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String signal) {
        run("kill", signal, String.valueOf(pid()));
    }

    private static void run(String... command) {
        try {
            int result = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            assertThat(result).as(String.join(" ", command)).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGTERM; returns the exit code. */
    public int terminate() {
        running().toHandle().destroy();
        return end(running());
    }

    /** SIGTERM without waiting for the end. */
    public void beginTermination() {
        running().toHandle().destroy();
    }

    /** Waits for the end of the process; its exit code. */
    public int awaitExit() {
        return end(running());
    }

    /** Starts again at the same port with the same data and waits until it is ready. */
    public void restart() {
        if (isAlive()) {
            terminate();
        }
        start();
    }

    /** Changes a setting for the next start. */
    public void setting(String name, String value) {
        settings.put(name, value);
    }

    /** A sample of {@code /metrics}, summed over all label values; 0 when there is none. */
    public double metric(String name) {
        return http().metric(name);
    }

    /** Bytes of the heap in use after a garbage collection. Metrics are made once a second, so the number may be of before. */
    public long heapAfterCollection() {
        run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(pid()), "GC.run");
        return http().get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Everything that was logged so far, by all starts. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String lastLogLines(int count) {
        List<String> lines = log().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private static int end(Process ending) {
        try {
            return ending.onExit()
                    .get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .exitValue();
        } catch (TimeoutException e) {
            ending.destroyForcibly();
            throw new AssertionError("the process did not end within " + STOP_TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            RUNNING.remove(ending);
        }
    }

    /** SIGKILL if it is running; for clean-up. */
    void destroy() {
        if (isAlive()) {
            kill();
        }
    }
}
