package dev.turnout.bench.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** The figures of a process in {@code /proc}, see proc(5). */
public final class ProcFiles {

    /** USER_HZ, in which proc(5) gives times; 100 on every architecture that Java runs on. */
    private static final long TICKS_PER_SECOND = 100;

    private static final int UTIME = 14;
    private static final int STIME = 15;

    private ProcFiles() {}

    /**
     * A file in {@code /proc}. They have no size, and those in {@code /proc/sys} give everything to the first read or
     * never, which {@link Files#readString} does not cope with.
     */
    public static String read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Processor time of all threads since the start, in the program and in the kernel. On the loopback device it
     * contains the receiver's half of each send, up to the receiver's socket.
     *
     * @throws IOException when there is no such process
     */
    public static Duration cpu(long pid) throws IOException {
        return cpu(read("/proc/" + pid + "/stat"));
    }

    static Duration cpu(String stat) {
        // The second field is the program's name in brackets, which may hold spaces and brackets itself.
        String[] fromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fromThird[UTIME - 3]) + Long.parseLong(fromThird[STIME - 3]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /**
     * Resident memory, in bytes.
     *
     * @throws IOException when there is no such process
     */
    public static long residentBytes(long pid) throws IOException {
        return residentBytes(read("/proc/" + pid + "/smaps_rollup"));
    }

    /** Memory of the whole machine that processes could still get, in bytes. */
    public static long availableBytes() throws IOException {
        return kilobytes(read("/proc/meminfo"), "MemAvailable") * 1024;
    }

    static long residentBytes(String smapsRollup) {
        return kilobytes(smapsRollup, "Rss") * 1024;
    }

    /** The value of a line such as {@code MemAvailable:  123 kB}. */
    static long kilobytes(String lines, String name) {
        return lines.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip().toLowerCase(Locale.ROOT))
                .map(value -> Long.parseLong(value.replace("kb", "").strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line '" + name + ":'"));
    }
}
