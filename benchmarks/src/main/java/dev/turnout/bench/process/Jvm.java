package dev.turnout.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** Reads figures of a JVM from outside, with the tools beside its {@code java}. */
public final class Jvm {

    /** The columns of {@code jstat -gc} that together are the used heap, whichever collector is at work. */
    private static final List<String> USED_KILOBYTES = List.of("S0U", "S1U", "EU", "OU");

    private final Path tools;
    private final long pid;

    public Jvm(Path java, long pid) {
        this.tools = Objects.requireNonNull(java.toAbsolutePath().getParent());
        this.pid = pid;
    }

    /**
     * A full collection, and what the compiler left in the C library's arenas goes back as well; returns when both are
     * over.
     */
    public void collect() throws IOException {
        // Twice: what the first one finds to be unreachable may have held memory outside the heap.
        run("jcmd", Long.toString(pid), "GC.run");
        run("jcmd", Long.toString(pid), "GC.run");
        run("jcmd", Long.toString(pid), "System.trim_native_heap");
    }

    /** Bytes of heap in use, garbage included: collect first. */
    public long usedHeapBytes() throws IOException {
        return usedHeapBytes(run("jstat", "-gc", Long.toString(pid)));
    }

    static long usedHeapBytes(String jstat) {
        List<String> lines = jstat.lines().toList();
        List<String> names = words(lines.get(0));
        List<String> values = words(lines.get(1));
        double kilobytes = IntStream.range(0, names.size())
                .filter(column -> USED_KILOBYTES.contains(names.get(column)))
                .mapToObj(values::get)
                .filter(value -> !value.equals("-"))
                .mapToDouble(Double::parseDouble)
                .sum();
        return Math.round(kilobytes * 1024);
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split(" +", -1));
    }

    private String run(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tools.resolve(tool).toString()));
        command.addAll(Arrays.asList(arguments));
        return Tool.run(command);
    }
}
