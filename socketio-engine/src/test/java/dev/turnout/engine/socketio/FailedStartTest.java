package dev.turnout.engine.socketio;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Network;
import dev.turnout.engine.Network.TlsFiles;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.TrustedProxies;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine that cannot start leaves no thread behind, which would keep the JVM running. */
class FailedStartTest {

    /** The two methods that do I/O. */
    enum Step {
        BIND {
            @Override
            void run(SocketIoEngine engine) throws Exception {
                engine.bind();
            }
        },
        START {
            @Override
            void run(SocketIoEngine engine) throws Exception {
                engine.start();
            }
        };

        abstract void run(SocketIoEngine engine) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void aTakenPortLeavesNoThread(Step step) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            failsAndLeavesNothing(step, Network.loopback(taken.getLocalPort()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatDoesNotExistLeavesNoThread(Step step) throws Exception {
        failsAndLeavesNothing(step, network("host.invalid", 0, Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void aPortOutOfRangeLeavesNoThread(Step step) throws Exception {
        failsAndLeavesNothing(step, Network.loopback(65_536));
    }

    @ParameterizedTest
    @EnumSource
    void aTlsFileThatDoesNotExistLeavesNoThread(Step step) throws Exception {
        TlsFiles missing = new TlsFiles(Path.of("missing", "certificate.pem"), Path.of("missing", "key.pem"));
        failsAndLeavesNothing(step, network("127.0.0.1", 0, Optional.of(missing)));
    }

    @Test
    void anEngineThatIsClosedCannotBeStarted() {
        TurnoutEngine engine = engine(Network.loopback());
        engine.close();
        assertThatThrownBy(engine::bind).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(engine::start).isInstanceOf(IllegalStateException.class);
    }

    private static Network network(String host, int port, Optional<TlsFiles> tls) {
        return new Network(host, port, OriginCheck.ANY, TrustedProxies.NONE, tls, 2);
    }

    private static TurnoutEngine engine(Network network) {
        return new TurnoutEngine(EngineConfig.of(network, new EndpointConfig("/a/", "/", new SessionHandler() {})));
    }

    /** The engine's threads are of the group of the thread that starts it, those of other tests are not. */
    private static void failsAndLeavesNothing(Step step, Network network) throws Exception {
        TurnoutEngine engine = engine(network);
        ThreadGroup group = new ThreadGroup("failed start");
        Thread starting = new Thread(group, () -> failsTwice(step, engine));
        Throwable[] thrown = new Throwable[1];
        starting.setUncaughtExceptionHandler((thread, e) -> thrown[0] = e);
        starting.start();
        starting.join();

        assertThat(thrown).containsOnlyNulls();
        eventually(() -> assertThat(threadsOf(group)).isEmpty());
        engine.close();
        assertThat(threadsOf(group)).isEmpty();
    }

    private static void failsTwice(Step step, SocketIoEngine engine) {
        assertThatThrownBy(() -> step.run(engine)).isNotNull();
        assertThatThrownBy(() -> step.run(engine)).isInstanceOf(IllegalStateException.class);
    }

    private static Thread[] threadsOf(ThreadGroup group) {
        Thread[] found = new Thread[100];
        return Arrays.copyOf(found, group.enumerate(found));
    }
}
