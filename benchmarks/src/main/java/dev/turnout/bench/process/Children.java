package dev.turnout.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every process that the benchmark starts, so that none outlives it: not after a failure, not after Ctrl-C. */
public final class Children implements AutoCloseable {

    private static final long GRACE_SECONDS = 5;

    private final Set<Process> alive = ConcurrentHashMap.newKeySet();

    public Children() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll, "kill children"));
    }

    /** Starts a process bound to one core, to be talked to over its stdin and stdout; its stderr is ours. */
    public Process start(List<String> command, int core) throws IOException {
        return launch(pinned(command, core).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /** Starts a process on any core, to be talked to over its stdin and stdout; its stderr is ours. */
    public Process start(List<String> command) throws IOException {
        return launch(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    }

    /** Starts a process bound to one core that writes to a file; the end of its stdin stops it. */
    public Process start(List<String> command, int core, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = pinned(command, core).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return launch(builder);
    }

    private static ProcessBuilder pinned(List<String> command, int core) {
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        return new ProcessBuilder(pinned);
    }

    private Process launch(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        alive.add(process);
        return process;
    }

    /** Requests the process to end, and kills it if it does not. */
    public void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                kill(process);
                process.waitFor();
            }
            alive.remove(process);
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        killAll();
    }

    private void killAll() {
        alive.forEach(Children::kill);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
