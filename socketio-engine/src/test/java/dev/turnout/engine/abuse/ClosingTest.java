package dev.turnout.engine.abuse;

import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

/** An engine that is closed leaves no line open, whatever it was in the middle of. */
class ClosingTest {

    @RepeatedTest(100)
    void everyConnectionIsClosed() throws IOException {
        AbusedEngine engine = AbusedEngine.with(knobs -> {});
        RawConnection kept = engine.connection();
        kept.get("/");
        RawConnection silent = engine.connection();
        RawConnection halfAsked = engine.connection();
        halfAsked.send("GET / HTTP/1.1\r\nHost: x\r\n");
        RawConnection polling = engine.connection();
        String sid = engine.connectedPolling(polling);
        polling.send("GET " + AbusedEngine.session(sid) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        RawWebSocket socket = engine.connected("{}");

        engine.closeKeepingLost();

        for (RawConnection line : List.of(kept, silent, halfAsked, polling, socket.connection())) {
            line.readUntilClosed();
        }
    }
}
