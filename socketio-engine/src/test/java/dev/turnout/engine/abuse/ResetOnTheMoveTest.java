package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.socketio.Inspection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A probing websocket moves to its session's loop; its client may not wait for that. */
class ResetOnTheMoveTest {

    private static final int TIMES = 400;

    @Test
    void aConnectionThatIsResetOnItsWayToAnotherLoopLeavesNothingBehind() throws Exception {
        try (AbusedEngine abused = AbusedEngine.withDefaults();
                RawConnection polls = abused.connection()) {
            String sid = abused.polling(polls);
            for (int i = 0; i < TIMES; i++) {
                ByteArrayOutputStream handshakeAndProbe = new ByteArrayOutputStream();
                handshakeAndProbe.writeBytes(RawWebSocket.handshake(AbusedEngine.WEBSOCKET + "&sid=" + sid)
                        .getBytes(StandardCharsets.US_ASCII));
                handshakeAndProbe.writeBytes(
                        RawWebSocket.frame(true, RawWebSocket.TEXT, "2probe".getBytes(StandardCharsets.US_ASCII)));
                RawConnection moves = RawConnection.from("127.0.0.1", abused.port(), 0);
                moves.send(handshakeAndProbe.toByteArray());
                moves.reset();
            }
            AbusedEngine.eventually(
                    "only the polling connection is left", () -> Inspection.connections(abused.engine) == 1);
            assertThat(polls.post(AbusedEngine.session(sid), "1").status())
                    .as("the session itself is as it was")
                    .isEqualTo(200);
        } // and NoLeaks looks for the buffers
    }
}
