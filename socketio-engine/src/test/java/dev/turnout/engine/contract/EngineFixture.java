package dev.turnout.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.Room;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.socketio.TurnoutEngine;
import dev.turnout.testkit.clients.Chromium;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An engine with its applications and clients, for one test. It starts at the first use. */
final class EngineFixture implements AutoCloseable {

    static final String PATH = "/auction/";

    /** Limits that no test of the contract reaches; binary attachments are allowed. */
    static final Limits WIDE = Limits.DEFAULTS
            .withMaxPayload(1_000_000)
            .withPacketsPerSecond(0)
            .withPacketBurst(0)
            .withConnectionsPerAddress(0)
            .withNamespacesPerConnection(10)
            .withAttachments(10)
            .withJsonDepth(100)
            .withOutboundQueueBytes(8 * 1024 * 1024);

    private final List<EndpointConfig> endpoints = new ArrayList<>();
    private final List<RealClient> clients = new ArrayList<>();
    private final List<RealClient> pages = new ArrayList<>();
    private final List<TcpProxy> proxies = new ArrayList<>();
    private final RecordingApplication app = new RecordingApplication();
    private Timings timings = Timings.DEFAULTS.withRecovery(Duration.ZERO);
    private Limits limits = WIDE;
    private OriginCheck origins = OriginCheck.ANY;
    private TrustedProxies trustedProxies = TrustedProxies.NONE;
    private HttpRoutes routes = HttpRoutes.NONE;
    private @Nullable SocketIoEngine engine;

    EngineFixture() {
        endpoints.add(new EndpointConfig(PATH, "/", app));
    }

    EngineFixture withPings(Duration interval, Duration timeout) {
        timings = timings.withPingInterval(interval).withPingTimeout(timeout);
        return this;
    }

    EngineFixture withConnectTimeout(Duration timeout) {
        timings = timings.withConnectTimeout(timeout);
        return this;
    }

    /** Off by default: it adds an argument to every event. */
    EngineFixture withRecovery(Duration recovery) {
        timings = timings.withRecovery(recovery);
        return this;
    }

    EngineFixture withLimits(Limits wanted) {
        limits = wanted;
        return this;
    }

    EngineFixture withOrigins(String... allowed) {
        origins = List.of(allowed)::contains;
        return this;
    }

    EngineFixture trusting(String... blocks) {
        trustedProxies = TrustedProxies.of(List.of(blocks));
        return this;
    }

    EngineFixture withRoutes(HttpRoutes wanted) {
        routes = wanted;
        return this;
    }

    RecordingApplication serve(String path, String namespace) {
        RecordingApplication another = new RecordingApplication();
        endpoints.add(new EndpointConfig(path, namespace, another));
        return another;
    }

    /** The application at {@link #PATH}. */
    RecordingApplication app() {
        return app;
    }

    /** Another engine with the same configuration, not started. */
    SocketIoEngine another(int port) {
        Network network = new Network("127.0.0.1", port, origins, trustedProxies, Optional.empty(), 2);
        return new TurnoutEngine(new EngineConfig(network, timings, limits, endpoints, routes));
    }

    SocketIoEngine engine() {
        if (engine == null) {
            engine = another(0);
            try {
                engine.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return engine;
    }

    Room room(String room) {
        return engine().endpoint(PATH, "/").room(room);
    }

    Target target() {
        return Target.of(engine().port(), PATH);
    }

    RealClient open(ClientKind kind, Target target) {
        RealClient client = RealClient.open(kind, target);
        clients.add(client);
        return client;
    }

    RealClient openInBrowser(ClientKind kind) {
        RealClient page = Chromium.shared().open(kind, target());
        pages.add(page);
        return page;
    }

    RealClient connect(ClientKind kind) {
        return open(kind, target()).connected();
    }

    /** Connected, and upgraded if the client upgrades. */
    RealClient connectAndUpgrade(ClientKind kind) {
        RealClient client = connect(kind);
        if (kind.mode() == Mode.UPGRADING) {
            client.upgraded();
        }
        return client;
    }

    TcpProxy proxy() {
        TcpProxy proxy = TcpProxy.to(engine().port());
        proxies.add(proxy);
        return proxy;
    }

    /** Closes the engine and checks what holds after every test: order of the calls, balance of opened and closed. */
    void end() {
        if (engine == null) {
            return;
        }
        engine.close();
        for (EndpointConfig endpoint : endpoints) {
            ((RecordingApplication) endpoint.handler()).keptItsOrder();
        }
        long closed = Arrays.stream(CloseReason.values())
                .mapToLong(engine.stats()::closed)
                .sum();
        assertThat(engine.stats().live()).as("live sessions of a closed engine").isZero();
        assertThat(closed).as("closed for all reasons").isEqualTo(engine.stats().opened());
    }

    @Override
    public void close() {
        clients.forEach(RealClient::disconnect);
        pages.forEach(page -> Chromium.shared().closeTabOf(page));
        proxies.forEach(TcpProxy::close);
        if (engine != null) {
            engine.close();
        }
    }
}
