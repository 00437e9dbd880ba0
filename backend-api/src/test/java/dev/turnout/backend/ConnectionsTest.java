package dev.turnout.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limit on open connections of one address. */
class ConnectionsTest extends BackendTest {

    private static final int LIMIT = 3;

    @Override
    String[] settings() {
        return new String[] {"CONNECTIONS_PER_ADDRESS", Integer.toString(LIMIT)};
    }

    @Test
    void aClosedConnectionCountsNoMore() throws IOException {
        for (int i = 0; i < 5 * LIMIT; i++) {
            try (Socket socket = connect()) {
                assertThat(answer(socket, "close")).as("connection %d", i).startsWith("HTTP/1.1 200 ");
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void oneMoreThanTheLimitIsClosedAtOnce() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < LIMIT; i++) {
                open.add(connect());
                assertThat(answer(open.get(i), "keep-alive")).startsWith("HTTP/1.1 200 ");
            }
            open.add(connect());
            assertThat(answer(open.get(LIMIT), "close")).isEmpty();
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), backend.port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Empty when the server closed the connection. */
    private static String answer(Socket socket, String connection) throws IOException {
        String request = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: " + connection + "\r\n\r\n";
        try {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            StringBuilder answer = new StringBuilder();
            boolean keptOpen = connection.equals("keep-alive");
            for (int c = socket.getInputStream().read();
                    c >= 0;
                    c = socket.getInputStream().read()) {
                answer.append((char) c);
                if (keptOpen && answer.toString().endsWith("}")) {
                    break;
                }
            }
            return answer.toString();
        } catch (SocketException e) {
            return "";
        }
    }
}
