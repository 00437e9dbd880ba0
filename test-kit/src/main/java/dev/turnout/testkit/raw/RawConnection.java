package dev.turnout.testkit.raw;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A TCP connection that sends exactly the given bytes and reads HTTP/1.1 responses. Blocking, with a time-out. Failures
 * of the connection are {@link UncheckedIOException}s. Without a buffer, since tests measure the heap with thousands of them.
 */
public final class RawConnection implements Closeable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final PushbackInputStream in;

    private RawConnection(Socket socket) {
        try {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            this.in = new PushbackInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RawConnection to(int port) {
        return from("127.0.0.1", port, 0);
    }

    /** Over a socket that is connected already, for example by TLS. */
    public static RawConnection over(Socket connected) {
        return new RawConnection(connected);
    }

    /**
     * @param source the loopback address to connect from
     * @param receiveBuffer size of the receive buffer of a client that does not read; 0 for the system's default
     */
    public static RawConnection from(String source, int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.bind(new InetSocketAddress(source, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            return new RawConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Continues with TLS on the same connection. */
    public RawConnection secured(SSLContext tls) {
        try {
            return new RawConnection(tls.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The certificates that the server presented. */
    public List<Certificate> certificates() {
        try {
            return List.of(((SSLSocket) socket).getSession().getPeerCertificates());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request without a body on a connection of its own. */
    public static HttpAnswer once(int port, String method, String target, String... headers) {
        try (RawConnection connection = to(port)) {
            return connection.request(method, target, headers);
        }
    }

    // ---- sending

    public RawConnection send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawConnection send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes that the server may reject by closing the connection; true when it has closed it. */
    public boolean sendRefused(byte[] bytes) {
        try {
            send(bytes);
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    /** Sends a request head with a Host header and the given header lines, and no body. */
    public RawConnection sendRequest(String method, String target, String... headers) {
        return send(head(method, target, headers) + "\r\n");
    }

    /** Request line, Host and header lines, without the empty line. */
    public static String head(String method, String target, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    public HttpAnswer request(String method, String target, String... headers) {
        return sendRequest(method, target, headers).answer(!method.equals("HEAD"));
    }

    public HttpAnswer get(String target, String... headers) {
        return request("GET", target, headers);
    }

    public HttpAnswer post(String target, String body, String... headers) {
        return post(target, "text/plain;charset=UTF-8", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public HttpAnswer post(String target, String contentType, byte[] body, String... headers) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        String head = head("POST", target, headers) + "Content-Type: " + contentType + "\r\nContent-Length: "
                + body.length + "\r\n\r\n";
        request.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        request.writeBytes(body);
        return send(request.toByteArray()).answer();
    }

    // ---- reading

    /** The next response; waits for it. */
    public HttpAnswer answer() {
        return answer(true);
    }

    /** The next response, without a body after HEAD. */
    public HttpAnswer answer(boolean withBody) {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        byte[] body = bytes(withBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0);
        boolean binary = headers.getOrDefault("content-type", "").equals("application/octet-stream");
        String text = binary ? HexFormat.of().formatHex(body) : new String(body, StandardCharsets.UTF_8);
        return new HttpAnswer(Integer.parseInt(status[1]), headers, text);
    }

    private String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = octet(); next != '\n'; next = octet()) {
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("a line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    /** The next byte. */
    public int octet() {
        try {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes(int length) {
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the server closed the connection");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until the server closes or resets the connection; what was read, as ISO 8859-1. */
    public String readUntilClosed() {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                rest.write(next);
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the server did not close the connection; it sent: " + rest, e);
        } catch (IOException e) {
            // a reset ends the connection as well
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits for the end of the connection: true when it is closed or reset before another byte arrives. */
    public boolean awaitClosed() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether the connection is closed and everything is read; does not wait. */
    public boolean isClosed() {
        setTimeout(1);
        try {
            return awaitClosed();
        } finally {
            setTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Whether neither a byte nor the end of the connection arrives for this long. */
    public boolean isSilentFor(Duration time) {
        setTimeout((int) time.toMillis());
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("a byte arrived: " + (char) next);
            }
            return false;
        } catch (SocketTimeoutException e) {
            return true;
        } catch (IOException e) {
            return false;
        } finally {
            setTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Waits for a byte, which stays to be read; false when none arrived in time. */
    public boolean hasByteWithin(Duration time) {
        setTimeout((int) time.toMillis());
        try {
            in.unread(octet());
            return true;
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                return false;
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            setTimeout(TIMEOUT_MILLIS);
        }
    }

    private void setTimeout(int millis) {
        try {
            socket.setSoTimeout(millis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- ending

    /** Closes the sending direction; the other one stays open. */
    public void finishSending() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes with a TCP reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
