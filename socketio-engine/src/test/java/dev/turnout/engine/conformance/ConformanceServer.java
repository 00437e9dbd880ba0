package dev.turnout.engine.conformance;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.socketio.TurnoutEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Both layers of the engine, bare, for protocol suites and clients: the messages of {@link Scenario} under {@code --path}
 * in {@code /}, {@code /custom} and {@code /guarded}, and under {@code /engine.io/} an echo of the Engine.IO layer alone.
 * Open to every origin, without bounds on rates.
 */
@Command(
        name = "scripts/conformance-server",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Serves both layers of the engine, bare, to anyone's suite and any client. Prints READY.")
public final class ConformanceServer implements Runnable {

    private static final String BARE_PATH = "/engine.io/";
    private static final int QUEUE_BYTES = 64 * 1024 * 1024;

    @Option(names = "--port", defaultValue = "3000", description = "0 for any free one, which is said on stderr")
    private int port;

    @Option(names = "--ping-interval", defaultValue = "300", description = "milliseconds")
    private long pingInterval;

    @Option(names = "--ping-timeout", defaultValue = "200", description = "milliseconds")
    private long pingTimeout;

    @Option(names = "--connect-timeout", defaultValue = "1000", description = "milliseconds to the first CONNECT")
    private long connectTimeout;

    @Option(names = "--max-payload", defaultValue = "1000000", description = "bytes of one message or body")
    private int maxPayload;

    @Option(names = "--path", defaultValue = "/socket.io/", description = "of the Socket.IO side")
    private String path = "/socket.io/";

    @Option(names = "--greeting", description = "on connect emit greeting {slug, eio}")
    private boolean greeting;

    @Option(names = "--no-auth-event", description = "do not emit auth on connect")
    private boolean noAuthEvent;

    public static void main(String... args) {
        System.exit(new CommandLine(new ConformanceServer()).execute(args));
    }

    @Override
    public void run() {
        SocketIoEngine engine = engine();
        try {
            engine.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage() + ": choose another --port", e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(engine::close));
        System.err.println("listening on port " + engine.port());
        System.out.println("READY");
        waitForTheEnd();
    }

    SocketIoEngine engine() {
        String slashed = (path.startsWith("/") ? "" : "/") + path + (path.endsWith("/") ? "" : "/");
        AtomicReference<SocketIoEngine> made = new AtomicReference<>();
        Function<String, SessionHandler> scenario = namespace -> new Scenario(
                greeting, !noAuthEvent, () -> Objects.requireNonNull(made.get()).endpoint(slashed, namespace));
        List<EndpointConfig> endpoints = List.of(
                new EndpointConfig(slashed, "/", scenario.apply("/")),
                new EndpointConfig(slashed, "/custom", scenario.apply("/custom")),
                new EndpointConfig(slashed, "/guarded", new Guarded(scenario.apply("/guarded"))));
        // one loop takes what a suite sends by two connections at once in the order of its arrival
        Network network = new Network("0.0.0.0", port, OriginCheck.ANY, TrustedProxies.NONE, Optional.empty(), 1);
        EngineConfig config = new EngineConfig(network, timings(), limits(), endpoints, HttpRoutes.NONE);
        SocketIoEngine engine =
                new TurnoutEngine(config, Map.of(BARE_PATH, (session, request) -> new EngineIoEcho(session)));
        made.set(engine);
        return engine;
    }

    private Timings timings() {
        return Timings.DEFAULTS
                .withPingInterval(Duration.ofMillis(pingInterval))
                .withPingTimeout(Duration.ofMillis(pingTimeout))
                .withConnectTimeout(Duration.ofMillis(connectTimeout))
                .withRecovery(Duration.ZERO);
    }

    private Limits limits() {
        return Limits.DEFAULTS
                .withMaxPayload(maxPayload)
                .withPacketsPerSecond(0)
                .withPacketBurst(0)
                .withConnectionsPerAddress(0)
                .withNamespacesPerConnection(100)
                .withAttachments(1000)
                .withJsonDepth(1000)
                .withOutboundQueueBytes(QUEUE_BYTES)
                .withRecoveryBytes(0);
    }

    private static void waitForTheEnd() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
