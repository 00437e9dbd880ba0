package dev.turnout.engine.abuse;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A TCP connection that sends exactly the bytes it is told to. Blocking, with a generous time-out. */
final class RawConnection implements Closeable {

    private static final int TIMEOUT_MILLIS = 20_000;

    /** An HTTP answer. */
    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /**
     * @param source the loopback address to come from
     * @param receiveBuffer bytes the kernel takes for a client that does not read; 0 for its own choice
     */
    static RawConnection from(String source, int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return new RawConnection(socket);
    }

    /** Goes on by TLS over the same connection. */
    RawConnection secured(SSLContext tls) throws IOException {
        return new RawConnection(tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true));
    }

    /** What the server has shown of itself. */
    List<Certificate> certificates() throws IOException {
        return List.of(((SSLSocket) socket).getSession().getPeerCertificates());
    }

    RawConnection send(String ascii) throws IOException {
        return send(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends what may no longer be wanted; true when the other side has hung up. */
    boolean sendRefused(byte[] bytes) {
        try {
            send(bytes);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    Answer get(String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").answer();
    }

    Answer post(String target, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        send("POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes.length + "\r\n\r\n");
        return send(bytes).answer();
    }

    /** Reads one HTTP answer with its body. */
    Answer answer() throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(bytes(length), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(status[1]), headers, body);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = octet(); next != '\n'; next = octet()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    int octet() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new IOException("the server hung up");
        }
        return next;
    }

    byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the server hung up");
        }
        return bytes;
    }

    /** Reads and drops until the server hangs up, with or without a reset; the bytes that came before. */
    String untilHangUp() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                rest.write(next);
            }
        } catch (SocketException e) {
            // a reset ends a connection as well
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the server has hung up by now and nothing is left to read. */
    boolean isHungUp() throws IOException {
        socket.setSoTimeout(1);
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** No more bytes from here; the other direction stays open. */
    void finish() throws IOException {
        socket.shutdownOutput();
    }

    /** Hangs up with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
