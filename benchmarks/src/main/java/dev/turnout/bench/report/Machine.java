package dev.turnout.bench.report;

import dev.turnout.bench.process.ProcFiles;
import dev.turnout.bench.process.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where the figures come from. */
public record Machine(String processor, int cores, String kernel, String java, String node, String c) {

    public static Machine read(Path java) throws IOException {
        return new Machine(
                processor(ProcFiles.read("/proc/cpuinfo")),
                (int) ProcFiles.read("/proc/cpuinfo")
                        .lines()
                        .filter(line -> line.startsWith("processor"))
                        .count(),
                ProcFiles.read("/proc/sys/kernel/osrelease").strip(),
                firstLine(List.of(java.toString(), "--version")),
                firstLine(List.of("node", "--version")),
                firstLine(List.of("cc", "--version")));
    }

    private static String processor(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    /** The version that a program prints; "none" when it is not installed. */
    private static String firstLine(List<String> command) {
        try {
            return Tool.run(command).lines().findFirst().orElse("unknown").strip();
        } catch (IOException e) {
            return "none";
        }
    }
}
