package dev.turnout.bench.peer;

import dev.turnout.bench.server.NettySocketIoServer;
import dev.turnout.bench.server.TurnoutServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A peer's command line and environment, what must be there for it, and how to publish to it.
 *
 * @param needs the file without which it cannot be started
 * @param publishing the load generator's options for publishing
 */
record Launch(List<String> command, Map<String, String> environment, Path needs, List<String> publishing) {

    /** Long enough to be a key, and seen at once to be one of a benchmark. */
    private static final String INTERNAL_KEY = "bench-5f1d0c7a9be24e63a8d4c2b7f09e6a31";

    /**
     * After a collection the heap keeps little more than what is in use, at once and not in steps, and the part for new
     * objects is as large with sessions as without; otherwise resident memory would show how much garbage there was.
     */
    private static final List<String> GIVE_MEMORY_BACK = List.of(
            "-Xms24m", "-Xmn16m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10", "-XX:-ShrinkHeapInSteps");

    /** All the load comes from a handful of addresses; every other limit is as it is shipped. */
    private static final Map<String, String> NO_LIMITS_PER_ADDRESS = Map.of(
            "CONNECTIONS_PER_ADDRESS", "0",
            "PENDING_SESSIONS_PER_ADDRESS", "0",
            "PENDING_BYTES_PER_ADDRESS", "0",
            "NEW_ROOMS_PER_MINUTE", "0",
            "REQUESTS_PER_SECOND", "0",
            "HTTP_SESSIONS_PER_ADDRESS", "0");

    static Launch of(Peer peer, Workbench bench, PeerSettings settings) {
        return switch (peer.kind()) {
            case FLOOR -> floor(bench, settings);
            case ENGINE -> jvm(TurnoutServer.class, bench, settings);
            case PRODUCT -> socketServer(bench, settings);
            case NETTY_SOCKETIO -> jvm(NettySocketIoServer.class, bench, settings);
            case NODE -> node(bench, settings);
        };
    }

    private static Launch floor(Workbench bench, PeerSettings settings) {
        List<String> command = List.of(
                bench.floorProgram().toString(),
                Integer.toString(settings.port()),
                Integer.toString(settings.controlPort()),
                Long.toString(settings.pingInterval().toMillis()),
                settings.fault());
        return new Launch(command, Map.of(), bench.floorProgram(), overControlPort(settings));
    }

    private static Launch jvm(Class<?> main, Workbench bench, PeerSettings settings) {
        List<String> command = java(bench, settings);
        command.addAll(List.of("-cp", bench.peersJar().toString(), main.getName()));
        command.addAll(settings.arguments().words());
        return new Launch(command, Map.of(), bench.peersJar(), overControlPort(settings));
    }

    /** The product itself, configured by its environment; there is no backend, so its snapshots stay in the outbox. */
    private static Launch socketServer(Workbench bench, PeerSettings settings) {
        List<String> command = java(bench, settings);
        command.addAll(List.of("-jar", bench.socketServerJar().toString()));
        Map<String, String> environment = new HashMap<>(NO_LIMITS_PER_ADDRESS);
        environment.put("PORT", Integer.toString(settings.port()));
        environment.put("INTERNAL_API_KEY", INTERNAL_KEY);
        environment.put("BACKEND_API_URL", "http://127.0.0.1:9");
        environment.put(
                "DATA_DIR",
                bench.dataDirectory().resolve("port-" + settings.port()).toString());
        environment.putAll(settings.environment());
        return new Launch(command, environment, bench.socketServerJar(), List.of("--http-key", INTERNAL_KEY));
    }

    private static Launch node(Workbench bench, PeerSettings settings) {
        int heap = Math.max(bench.heap(), settings.leastHeap());
        List<String> command = new ArrayList<>(List.of("node", "--expose-gc", "--max-old-space-size=" + heap));
        command.add(bench.nodePeer().resolve("server.mjs").toString());
        command.addAll(settings.arguments().words());
        Path library = bench.nodePeer().resolve("node_modules/socket.io/package.json");
        return new Launch(command, Map.of("NODE_ENV", "production"), library, overControlPort(settings));
    }

    /** The same flags for every JVM peer. */
    private static List<String> java(Workbench bench, PeerSettings settings) {
        List<String> command = new ArrayList<>(List.of(bench.java().toString()));
        command.addAll(bench.jvmFlags());
        if (settings.giveMemoryBack()) {
            command.addAll(GIVE_MEMORY_BACK);
        }
        return command;
    }

    private static List<String> overControlPort(PeerSettings settings) {
        return List.of("--control", Integer.toString(settings.controlPort()));
    }
}
