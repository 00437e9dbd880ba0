package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 50 packets at once are fine, many more are not; whatever costs a decode counts as one. */
class PacketRateTest {

    private static final int POLICY_VIOLATION = 1008;

    /** Packets so far: CONNECT. */
    private static final int BURST_LEFT = 49;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.withDefaults();
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    @Test
    void aBurstOfFiftyPasses() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.connection()
                    .send(Bytes.times(
                            BURST_LEFT, RawWebSocket.frame(true, RawWebSocket.TEXT, Bytes.ascii("42[\"e\"]"))));
            for (int i = 0; i < BURST_LEFT; i++) {
                assertThat(socket.text()).isEqualTo("42[\"e\"]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {RawWebSocket.TEXT, RawWebSocket.PING, RawWebSocket.PONG})
    void aFloodOfFramesCloses(int opcode) throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.connection().send(Bytes.times(200, RawWebSocket.frame(true, opcode, Bytes.ascii("42[\"e\"]"))));
            assertThat(socket.closeCode()).isEqualTo(POLICY_VIOLATION);
            engine.awaitClosed(CloseReason.PACKET_RATE, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void aMessageInTinyFragmentsCloses(String fragment) throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.send(false, RawWebSocket.TEXT, Bytes.ascii("42[\"e\""));
            socket.connection()
                    .send(Bytes.times(
                            200, RawWebSocket.frame(false, RawWebSocket.CONTINUATION, Bytes.ascii(fragment))));
            assertThat(socket.closeCode()).isEqualTo(POLICY_VIOLATION);
            engine.awaitClosed(CloseReason.PACKET_RATE, 1);
        }
    }

    @Test
    void aFloodInOnePollingBodyCloses() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(connection);
            connection.post(session(sid), "42[\"e\"]\u001e".repeat(200) + "42[\"e\"]");
            engine.awaitClosed(CloseReason.PACKET_RATE, 1);
            assertThat(connection.get(session(sid)).body()).endsWith("\u001e1");
        }
    }
}
