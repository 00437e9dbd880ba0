package dev.turnout.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The limits of the operating system that thousands of connections reach.
 *
 * @param openFiles hard {@code ulimit -n}: files of one process
 * @param maxOpenFiles {@code fs.nr_open}: the highest that {@code ulimit -n} can be set to
 * @param filesFree {@code fs.file-max} less what is open now, on the whole machine
 * @param ports how many client ports {@code net.ipv4.ip_local_port_range} gives to one source address
 * @param tcpPages the last figure of {@code net.ipv4.tcp_mem}: pages of 4 KiB for all TCP queues
 * @param backlog {@code net.core.somaxconn}
 * @param trackedConnections {@code net.netfilter.nf_conntrack_max}; {@link Long#MAX_VALUE} without connection tracking
 * @param memoryFree bytes
 */
public record KernelLimits(
        long openFiles,
        long maxOpenFiles,
        long filesFree,
        long ports,
        long tcpPages,
        long backlog,
        long trackedConnections,
        long memoryFree) {

    /** Files a process needs beside its sessions: libraries, epoll, pipes, the control connection. */
    private static final int SPARE_FILES = 250;

    private static final int SESSIONS_PER_ADDRESS = 10_000;

    /** What both ends of a quiet loopback connection cost the kernel (sockets, inodes, epoll items); 9 KB on Linux 6.18. */
    private static final long KERNEL_BYTES_PER_SESSION = 9_500;

    /** What a server and the load may need per session, on the generous side. */
    private static final long USER_BYTES_PER_SESSION = 5_000;

    public static KernelLimits read() throws IOException {
        String[] files = words("/proc/sys/fs/file-nr");
        String[] range = words("/proc/sys/net/ipv4/ip_local_port_range");
        return new KernelLimits(
                hardOpenFiles(ProcFiles.read("/proc/self/limits")),
                number("/proc/sys/fs/nr_open"),
                Long.parseLong(files[2]) - Long.parseLong(files[0]),
                Long.parseLong(range[1]) - Long.parseLong(range[0]) + 1,
                Long.parseLong(words("/proc/sys/net/ipv4/tcp_mem")[2]),
                number("/proc/sys/net/core/somaxconn"),
                trackedConnectionsMax(),
                ProcFiles.availableBytes());
    }

    /** What keeps this many sessions from fitting, each with what to do about it; empty when they fit. */
    public List<String> inTheWayOf(int sessions) {
        long files = (long) sessions + SPARE_FILES;
        List<String> missing = new ArrayList<>();
        if (maxOpenFiles < files) {
            missing.add("fs.nr_open is %d, %d needed: sysctl -w fs.nr_open=%d".formatted(maxOpenFiles, files, files));
        }
        if (openFiles < files) {
            missing.add(("ulimit -n is at most %d here, %d needed by the server: start from a shell with "
                            + "'ulimit -n %d' (as root, or LimitNOFILE= of the service, nofile in limits.conf)")
                    .formatted(openFiles, files, files));
        }
        if (filesFree < 2 * files) {
            missing.add("fs.file-max leaves %d files, %d needed: sysctl -w fs.file-max=%d"
                    .formatted(filesFree, 2 * files, 3 * files));
        }
        if (ports < SESSIONS_PER_ADDRESS) {
            missing.add(("net.ipv4.ip_local_port_range has %d ports, %d needed for each source address: "
                            + "sysctl -w net.ipv4.ip_local_port_range='10000 65000'")
                    .formatted(ports, SESSIONS_PER_ADDRESS));
        }
        if (trackedConnections < 2L * sessions) {
            missing.add(
                    "connection tracking keeps %d connections, %d needed: sysctl -w net.netfilter.nf_conntrack_max=%d"
                            .formatted(trackedConnections, 2L * sessions, 3L * sessions));
        }
        long bytes = sessions * (KERNEL_BYTES_PER_SESSION + USER_BYTES_PER_SESSION);
        if (memoryFree < bytes) {
            missing.add("%d MB of memory are free, about %d MB needed".formatted(memoryFree >> 20, bytes >> 20));
        }
        return missing;
    }

    /** What will not stop this many sessions, but may spoil their figures. */
    public List<String> slowingDown(int sessions, int inFlight) {
        List<String> slow = new ArrayList<>();
        if (backlog < inFlight) {
            slow.add("net.core.somaxconn is %d, below the %d joins under way: sysctl -w net.core.somaxconn=4096"
                    .formatted(backlog, inFlight));
        }
        if (tcpPages < sessions) {
            slow.add(("net.ipv4.tcp_mem ends at %d pages: a broadcast to %d sessions at once may be throttled: "
                            + "sysctl -w net.ipv4.tcp_mem='%d %d %d'")
                    .formatted(tcpPages, sessions, sessions / 2, sessions, 2 * sessions));
        }
        return slow;
    }

    /** How many sessions one load process can hold. */
    public int sessionsPerLoadProcess() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, openFiles - SPARE_FILES));
    }

    static long hardOpenFiles(String limits) {
        String line = limits.lines()
                .filter(text -> text.startsWith("Max open files"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line 'Max open files'"));
        String hard = line.substring("Max open files".length()).strip().split("\\s+", -1)[1];
        return hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard);
    }

    private static long trackedConnectionsMax() throws IOException {
        // Built into many kernels and at work in few: while it is, it tracks some connection or other.
        String directory = "/proc/sys/net/netfilter/";
        boolean atWork =
                Files.exists(Path.of(directory + "nf_conntrack_max")) && number(directory + "nf_conntrack_count") > 0;
        return atWork ? number(directory + "nf_conntrack_max") : Long.MAX_VALUE;
    }

    private static long number(String file) throws IOException {
        return Long.parseLong(words(file)[0]);
    }

    private static String[] words(String file) throws IOException {
        return ProcFiles.read(file).strip().split("\\s+", -1);
    }
}
