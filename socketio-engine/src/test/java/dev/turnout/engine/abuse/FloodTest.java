package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of connections that do the same wrong thing leave everything as it was. */
class FloodTest {

    private static final int WARM_UP = 20;
    private static final int CROWD = 300;
    private static final long MEGABYTE = 1024 * 1024;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> {
            knobs.pingInterval = Duration.ofMillis(400);
            // Polling sessions of a flood end by it. It is the neighbour's, too, which a busy machine may let wait for
            // seconds.
            knobs.pingTimeout = Duration.ofSeconds(8);
        });
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.close();
        engine.close();
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothing(Flood flood) throws IOException {
        flood(flood, WARM_UP);
        Memory before = engine.memory();
        flood(flood, CROWD);

        assertThat(engine.stats().live()).as("sessions").isEqualTo(1);
        assertThat(engine.memory().above(before)).as("bytes").isLessThan(MEGABYTE);
    }

    private void flood(Flood flood, int crowd) throws IOException {
        List<RawConnection> all = new ArrayList<>();
        for (int i = 0; i < crowd; i++) {
            RawConnection connection = engine.connection();
            all.add(connection);
            flood.by(connection);
        }
        neighbour.isUndisturbed();
        for (RawConnection each : all) {
            each.close();
        }
        eventually("only the neighbour is left", () -> Inspection.isEmptyButForOneWebSocket(engine.engine));
        engine.handler.handshakes.clear();
        engine.handler.closed.clear();
    }
}
