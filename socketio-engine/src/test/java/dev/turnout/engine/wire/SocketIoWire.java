package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A server, and a websocket to it that is in no namespace yet. */
abstract class SocketIoWire {

    static final String TARGET = "/socket.io/?EIO=4&transport=websocket";
    static final Duration MOMENT = Duration.ofMillis(100);

    final WireServer server = WireServer.start();
    final WebSocketClient socket = open(TARGET);

    @AfterEach
    void stop() {
        socket.close();
        server.close();
    }

    WebSocketClient open(String target) {
        WebSocketClient opened = server.webSocket(target);
        assertThat(opened.next()).startsWith("0{");
        return opened;
    }

    /** In the main namespace, its greeting received. */
    WebSocketClient connected() {
        socket.send("40");
        assertThat(socket.next(2)).last().isEqualTo("42[\"auth\",{}]");
        return socket;
    }
}
