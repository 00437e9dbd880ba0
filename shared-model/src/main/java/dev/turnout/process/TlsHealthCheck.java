package dev.turnout.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Requests {@code /health/ready} over TLS: {@code java -cp server.jar dev.turnout.process.TlsHealthCheck HOST PORT}. For the
 * health check of the image, whose shell has no TLS. The request goes to an address of the container itself, which the
 * certificate does not name, so any certificate is accepted. Uses only classes of the JDK, so that it starts quickly.
 */
public final class TlsHealthCheck {

    private static final int TIMEOUT_MILLIS = 2500;
    private static final String REQUEST = "GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private TlsHealthCheck() {}

    /** Exits with 0 when the server is ready, with 1 when it is not or does not answer. */
    public static void main(String[] args) {
        System.exit(isReady(args[0], Integer.parseInt(args[1])) ? 0 : 1);
    }

    static boolean isReady(String host, int port) {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            try (Socket socket = context.getSocketFactory().createSocket(plain, host, port, true)) {
                socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
                String status = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                return status != null && status.startsWith("HTTP/1.1 200 ");
            }
        } catch (IOException | GeneralSecurityException e) {
            System.err.println(e);
            return false;
        }
    }

    /** An extended one, since the JDK would compare the name in the certificate on behalf of any other. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
