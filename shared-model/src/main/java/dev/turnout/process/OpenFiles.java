package dev.turnout.process;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.OptionalLong;

/** Compares the operating system's limit of open files with the connections that the settings allow: each is one file. */
final class OpenFiles {

    /** Jars, databases, native libraries, connections to Redis and the backend. */
    private static final int OTHERS = 500;

    /** What is expected where MAX_CONNECTIONS is 0. */
    private static final int EXPECTED_CONNECTIONS = 10_000;

    private OpenFiles() {}

    /** The limit of this process; the JVM has raised the soft limit to the hard one. Empty where there is none. */
    static OptionalLong limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? OptionalLong.of(system.getMaxFileDescriptorCount())
                : OptionalLong.empty();
    }

    /** What to do when the limit is too low. */
    static Optional<String> warning(long limit, int maxConnections) {
        long needed = OTHERS + (long) (maxConnections == 0 ? EXPECTED_CONNECTIONS : maxConnections);
        if (limit >= needed) {
            return Optional.empty();
        }
        String connections = maxConnections == 0
                ? EXPECTED_CONNECTIONS + " connections (MAX_CONNECTIONS is 0)"
                : maxConnections + " connections (MAX_CONNECTIONS)";
        return Optional.of("this process may open " + limit + " files, too few for " + connections
                + ". Before the start run: ulimit -n " + needed + "; in a systemd unit set LimitNOFILE=" + needed
                + "; for a container use --ulimit nofile=" + needed + ":" + needed);
    }
}
