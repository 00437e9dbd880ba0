package dev.turnout.bench;

import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.Workbench;
import dev.turnout.bench.process.Children;
import dev.turnout.bench.scenario.Fanout;
import dev.turnout.bench.scenario.HttpViewers;
import dev.turnout.bench.scenario.Idle;
import dev.turnout.bench.scenario.Lobby;
import dev.turnout.bench.scenario.Scenario;
import dev.turnout.bench.scenario.Sizes;
import dev.turnout.bench.scenario.Storm;
import dev.turnout.bench.scenario.ViewerList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@link BenchMain}. */
final class BenchOptions {

    private static final int DEFAULT_CROWD = 100_000;
    private static final int DEFAULT_HEAP = 512;
    private static final int DEFAULT_LOBBY = 10_000;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "SCENARIO", description = "What to measure.")
    private List<String> names = List.of();

    @Option(names = "--quick", description = "Small and once, in about a minute: shows that all works.")
    private boolean quick;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            description = "Scenario 'sessions' with N sessions, a multiple of 1000 (default 100000).")
    private @Nullable Integer crowd;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Which servers, comma-separated (default all; for 'sessions' only turnout).")
    private @Nullable List<String> peers;

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of each peer (default 3; 1 when quick).")
    private @Nullable Integer rounds;

    @Option(
            names = "--heap",
            paramLabel = "MB",
            description = "Heap of the JVM peers and Node (default 512; above 100,000 sessions 5 KB for each).")
    private @Nullable Integer heap;

    @Option(names = "--java", paramLabel = "PATH", description = "The JVM peers' java (default: this one).")
    private Path java = Path.of(System.getProperty("java.home"), "bin", "java");

    @Option(
            names = "--java-options",
            split = " ",
            paramLabel = "OPTIONS",
            description = "More options for the JVM peers, for example a flight recording.")
    private List<String> javaOptions = List.of();

    @Option(names = "--server-core", paramLabel = "N", description = "Default 0.")
    private int serverCore = 0;

    @Option(names = "--load-core", paramLabel = "N", description = "Default 1.")
    private int loadCore = 1;

    @Option(names = "--fanout-sessions", paramLabel = "N", description = "Default 5000; 1000 when quick.")
    private @Nullable Integer fanoutSessions;

    @Option(names = "--events", paramLabel = "N", description = "Events of 'fanout' (default 100; 40 when quick).")
    private @Nullable Integer events;

    @Option(names = "--event-bytes", paramLabel = "N", description = "Length of each message (default 230).")
    private @Nullable Integer eventBytes;

    @Option(names = "--event-rate", paramLabel = "N", description = "Events a second (default 5; 20 when quick).")
    private @Nullable Double eventRate;

    @Option(names = "--storm-sessions", paramLabel = "N", description = "Default 19000; 1000 when quick.")
    private @Nullable Integer stormSessions;

    @Option(
            names = "--storm-warm-up",
            paramLabel = "N",
            description = "Joins before the storm that counts (default 5000; 1000 when quick).")
    private @Nullable Integer stormWarmUp;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            description = "Joins under way at a time (default 1000; 500 when quick).")
    private @Nullable Integer inFlight;

    @Option(
            names = "--storm-timeout",
            paramLabel = "S",
            description = "Seconds after which a storm is given up (default 60; 5 when quick).")
    private @Nullable Integer stormTimeout;

    @Option(names = "--idle-sessions", paramLabel = "N", description = "Default 18000; 5000 when quick.")
    private @Nullable Integer idleSessions;

    @Option(
            names = "--idle-window",
            paramLabel = "S",
            description =
                    "Seconds of idle CPU, a multiple of the ping interval of 25 (default 50; 0 when quick: none).")
    private @Nullable Integer idleWindow;

    @Option(
            names = "--lobby-sessions",
            paramLabel = "N",
            description = "Default 10000, a multiple of 200, with a tenth as many auctions and joins a second.")
    private @Nullable Integer lobbySessions;

    @Option(names = "--root", hidden = true, paramLabel = "DIR", description = "The repository.")
    private Path root = Path.of("");

    List<Scenario> scenarios() {
        List<String> usual = crowd == null ? List.of("fanout", "storm", "idle") : List.of("sessions");
        return (names.isEmpty() ? usual : names).stream().map(this::scenario).toList();
    }

    private Scenario scenario(String name) {
        return switch (name) {
            case "fanout" -> new Fanout(sizes());
            case "storm" -> Storm.storm(sizes());
            case "viewers" -> Storm.viewers(sizes());
            case "lobby" -> lobby();
            case "http-viewers" -> new HttpViewers(quick);
            case "viewer-list" -> new ViewerList(quick);
            case "idle" -> Idle.idle(sizes());
            case "sessions" -> Idle.sessions(crowd(), sizes().idleWindow());
            default ->
                throw wrong("there is no scenario '" + name
                        + "', but fanout, storm, viewers, idle, sessions, lobby, http-viewers, viewer-list");
        };
    }

    private Lobby lobby() {
        if (lobbySessions == null) {
            return quick ? Lobby.quick() : Lobby.of(DEFAULT_LOBBY);
        }
        if (positive(lobbySessions, "--lobby-sessions") % 200 != 0) {
            throw wrong("--lobby-sessions must be a multiple of 200");
        }
        return Lobby.of(lobbySessions);
    }

    List<Peer> peers(List<Scenario> scenarios) {
        if (peers != null) {
            try {
                return peers.stream().map(Peer::of).toList();
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage());
            }
        }
        boolean crowdOnly =
                scenarios.stream().allMatch(scenario -> scenario.name().equals("sessions"));
        return crowdOnly ? List.of(Peer.TURNOUT) : Arrays.asList(Peer.values());
    }

    int rounds() {
        return rounds != null ? positive(rounds, "--rounds") : quick || crowd != null ? 1 : 3;
    }

    int inFlight() {
        return sizes().inFlight();
    }

    Workbench workbench(Children children) {
        if (serverCore == loadCore) {
            throw wrong("server and load need a core each: --server-core and --load-core are both " + serverCore);
        }
        return new Workbench(root.toAbsolutePath(), java, javaOptions, heap(), serverCore, loadCore, children);
    }

    private int heap() {
        if (heap != null) {
            return positive(heap, "--heap");
        }
        return crowd == null ? DEFAULT_HEAP : Math.max(DEFAULT_HEAP, crowd / 200);
    }

    private int crowd() {
        int sessions = crowd == null ? DEFAULT_CROWD : positive(crowd, "--sessions");
        if (sessions % 1_000 != 0) {
            throw wrong("--sessions must be a multiple of 1000");
        }
        return sessions;
    }

    private Sizes sizes() {
        Sizes usual = quick ? Sizes.QUICK : Sizes.FULL;
        return new Sizes(
                or(fanoutSessions, usual.fanoutSessions()),
                usual.warmUpEvents(),
                or(events, usual.events()),
                or(eventBytes, usual.eventBytes()),
                eventRate(usual.eventsPerSecond()),
                or(stormSessions, usual.stormSessions()),
                or(stormWarmUp, usual.stormWarmUp()),
                or(inFlight, usual.inFlight()),
                seconds(stormTimeout, usual.stormTimeout()),
                or(idleSessions, usual.idleSessions()),
                seconds(idleWindow, usual.idleWindow()));
    }

    /** Three seconds without a frame end a measurement of the load generator. */
    private double eventRate(double usual) {
        double rate = eventRate == null ? usual : eventRate;
        if (rate < 1) {
            throw wrong("--event-rate must be at least 1");
        }
        return rate;
    }

    private int positive(int value, String name) {
        if (value < 1) {
            throw wrong(name + " must be at least 1");
        }
        return value;
    }

    private ParameterException wrong(@Nullable String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private static int or(@Nullable Integer asked, int usual) {
        return asked == null ? usual : asked;
    }

    private static Duration seconds(@Nullable Integer asked, Duration usual) {
        return asked == null ? usual : Duration.ofSeconds(asked);
    }
}
