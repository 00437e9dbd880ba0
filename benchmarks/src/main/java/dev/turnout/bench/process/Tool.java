package dev.turnout.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Small programs that answer and end. */
public final class Tool {

    private Tool() {}

    /**
     * Runs a program to its end and answers what it wrote.
     *
     * @throws IOException when it is not there or ends with an error
     */
    public static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                Path program = Path.of(command.get(0)).getFileName();
                throw new IOException(program + " failed: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return output;
    }

    /** Binds this process, with all its threads, to a core. */
    public static void bindThisProcess(int core) throws IOException {
        String pid = Long.toString(ProcessHandle.current().pid());
        var unused = run(List.of("taskset", "-a", "-c", "-p", Integer.toString(core), pid));
    }
}
