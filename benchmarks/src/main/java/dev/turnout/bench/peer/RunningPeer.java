package dev.turnout.bench.peer;

import dev.turnout.bench.load.Crowd;
import dev.turnout.bench.load.Load;
import dev.turnout.bench.process.Jvm;
import dev.turnout.bench.process.ProcFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A server under measurement with the load that is pointed at it. */
public final class RunningPeer implements AutoCloseable {

    private static final Duration START_LOOK = Duration.ofMillis(500);
    private static final int START_LOOKS = 60;

    private final Peer peer;
    private final Workbench bench;
    private final Process process;
    private final Load load;
    private final List<String> loadCommand;
    private final int port;
    private final Path log;

    private RunningPeer(
            Peer peer, Workbench bench, Process process, Load load, List<String> loadCommand, int port, Path log) {
        this.peer = peer;
        this.bench = bench;
        this.process = process;
        this.load = load;
        this.loadCommand = loadCommand;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts a peer and the load beside it, and waits until the one can reach the other.
     *
     * @param label names the peer's log
     * @throws PeerFailure when it cannot be started here or does not come up
     */
    public static RunningPeer start(Workbench bench, Peer peer, PeerSettings settings, Crowd crowd, String label)
            throws IOException, PeerFailure {
        Launch launch = Launch.of(peer, bench, settings);
        if (!Files.exists(launch.needs())) {
            throw new PeerFailure("not here: " + bench.root().relativize(launch.needs()));
        }
        Path log = bench.results().resolve("logs").resolve(label + ".log");
        Files.createDirectories(log.getParent());
        Process process = bench.children().start(launch.command(), bench.serverCore(), launch.environment(), log);
        List<String> loadCommand = loadCommand(bench, settings, launch);
        Load load = Load.start(bench.children(), loadCommand, bench.loadCore(), crowd);
        RunningPeer running = new RunningPeer(peer, bench, process, load, loadCommand, settings.port(), log);
        if (!running.comesUp()) {
            running.close();
            throw new PeerFailure("it did not come up: see " + bench.root().relativize(log));
        }
        return running;
    }

    private boolean comesUp() throws IOException {
        for (int look = 0; look < START_LOOKS && process.isAlive(); look++) {
            if (load.reachable(START_LOOK)) {
                return process.isAlive();
            }
        }
        return false;
    }

    private static List<String> loadCommand(Workbench bench, PeerSettings settings, Launch launch) {
        List<String> command = new ArrayList<>(List.of(bench.loadProgram().toString()));
        command.addAll(List.of("--port", Integer.toString(settings.port())));
        command.addAll(launch.publishing());
        if (settings.environment().containsKey("COUNT_BY")) {
            command.add("--viewers");
        }
        return command;
    }

    public Load load() {
        return load;
    }

    /** Another load beside the first one, with further options of the load generator. */
    public Load anotherLoad(List<String> options, Crowd crowd) throws IOException {
        List<String> command = new ArrayList<>(loadCommand);
        command.addAll(options);
        return Load.start(bench.children(), command, bench.loadCore(), crowd);
    }

    /** The server's port on the loopback interface. */
    public int port() {
        return port;
    }

    public Peer peer() {
        return peer;
    }

    /** Processor time since its start, in the program and in the kernel. */
    public Duration cpu() throws IOException, PeerFailure {
        if (!process.isAlive()) {
            throw new PeerFailure("it died: see " + bench.root().relativize(log));
        }
        return ProcFiles.cpu(process.pid());
    }

    public long residentBytes() throws IOException {
        return ProcFiles.residentBytes(process.pid());
    }

    /** Collects its garbage and answers the heap in use afterwards; empty when it has no heap that is collected. */
    public OptionalLong collect() throws IOException {
        if (isJvm()) {
            Jvm jvm = new Jvm(bench.java(), process.pid());
            jvm.collect();
            return OptionalLong.of(jvm.usedHeapBytes());
        }
        if (peer.kind() == Peer.Kind.NODE) {
            load.control("gc");
            return OptionalLong.of(Long.parseLong(load.control("gc").substring("ok ".length())));
        }
        return OptionalLong.empty();
    }

    private boolean isJvm() {
        return peer.kind() != Peer.Kind.FLOOR && peer.kind() != Peer.Kind.NODE;
    }

    @Override
    public void close() {
        load.close();
        bench.children().stop(process);
    }

    /** Why a peer has no figures. */
    public static final class PeerFailure extends Exception {
        public PeerFailure(String why) {
            super(why);
        }
    }
}
