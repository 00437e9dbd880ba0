package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How long a connection stays open between two requests. */
class KeepAliveTest extends BackendTest {

    private static final int TIMEOUT_MILLIS = 20_000;

    @Override
    String[] settings() {
        return new String[] {"KEEP_ALIVE_TIMEOUT", "200ms", "BODY_TIMEOUT", "1m"};
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What the server sends before it closes. */
    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aConnectionWithoutARequestIsClosed() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(rest(socket)).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"up\"}");
        }
    }

    @Test
    void aRequestMayTakeLonger() throws IOException {
        String body = "{\"password\":\"wrong wrong\"}";
        try (Socket slow = connect();
                Socket idle = connect()) {
            send(
                    slow,
                    "POST /api/v1/admin/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length() + "\r\n\r\n{");
            assertThat(rest(idle)).as("so that the time has passed for both").isEmpty();
            send(slow, body.substring(1));
            assertThat(rest(slow)).startsWith("HTTP/1.1 401 ");
        }
    }
}
