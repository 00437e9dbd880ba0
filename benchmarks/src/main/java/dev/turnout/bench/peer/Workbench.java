package dev.turnout.bench.peer;

import dev.turnout.bench.process.Children;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is there to work with.
 *
 * @param root of the repository
 * @param java the program that runs the JVM peers
 * @param javaOptions added to the peers' own, so that one can look into them
 * @param heap of the JVM peers and of Node, in megabytes
 * @param serverCore the core that the measured server has for itself
 * @param loadCore the core of everything else
 */
public record Workbench(
        Path root, Path java, List<String> javaOptions, int heap, int serverCore, int loadCore, Children children) {

    Path loadProgram() {
        return root.resolve("benchmarks/target/native/load");
    }

    Path floorProgram() {
        return root.resolve("benchmarks/target/native/floor");
    }

    Path peersJar() {
        return root.resolve("benchmarks/target/benchmarks.jar");
    }

    Path socketServerJar() {
        return root.resolve("socket-server/target/socket-server.jar");
    }

    Path nodePeer() {
        return root.resolve("benchmarks/peers/node");
    }

    /** The flags that all JVM peers have: collector and compiler as {@code scripts/run} has them. */
    public List<String> jvmFlags() {
        return Stream.concat(
                        Stream.of("-Xmx" + heap + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        javaOptions.stream())
                .toList();
    }

    /** Where tables, raw figures and the peers' logs go. */
    public Path results() {
        return root.resolve("benchmarks/results");
    }

    /** Directory for files of a peer that are not needed later; scripts/bench empties it. */
    Path dataDirectory() {
        return root.resolve("benchmarks/target/data");
    }
}
