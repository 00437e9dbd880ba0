package dev.turnout.bench.tls;

import dev.turnout.bench.report.PrintedTable;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * What TLS costs a server in CPU time, by the JDK's implementation and by BoringSSL in turns: a handshake of a new client,
 * and a message of the size of an event. The first round is dropped.
 */
public final class TlsBench {

    private static final int ROUNDS = 6;
    private static final int HANDSHAKES = 100;
    private static final int MESSAGES = 50_000;
    private static final int MESSAGE_BYTES = 200;

    /** Medians of the rounds; milliseconds and microseconds. */
    private record Cost(double handshakeMillis, double messageMicros) {

        Cost over(Cost other) {
            return new Cost(handshakeMillis / other.handshakeMillis, messageMicros / other.messageMicros);
        }
    }

    private TlsBench() {}

    /** @param args what the table is called, such as the options of this JVM */
    public static void main(String[] args) throws Exception {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException("BoringSSL cannot be used", OpenSsl.unavailabilityCause());
        }
        System.out.printf("%n%s%n%n", String.join(" ", args));
        PrintedTable table =
                new PrintedTable("key", "library", "handshake, ms", "message of %d bytes, µs".formatted(MESSAGE_BYTES));
        for (Algorithm key : List.of(Algorithm.rsa2048, Algorithm.ecp256)) {
            X509Bundle identity = new CertificateBuilder()
                    .algorithm(key)
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            Cost jdk = cost(identity, SslProvider.JDK);
            Cost boringSsl = cost(identity, SslProvider.OPENSSL);
            row(table, key.toString(), "JDK", "%.2f", jdk);
            row(table, key.toString(), "BoringSSL", "%.2f", boringSsl);
            row(table, "", "times", "%.1f", jdk.over(boringSsl));
        }
    }

    private static void row(PrintedTable table, String key, String library, String format, Cost cost) {
        table.row(key, library, format.formatted(cost.handshakeMillis), format.formatted(cost.messageMicros));
    }

    private static Cost cost(X509Bundle identity, SslProvider provider) throws SSLException {
        X509Certificate[] chain = identity.getCertificatePath();
        SslContext server = SslContextBuilder.forServer(identity.getKeyPair().getPrivate(), chain)
                .sslProvider(provider)
                .build();
        double[] handshakes = new double[ROUNDS - 1];
        double[] messages = new double[ROUNDS - 1];
        for (int round = 0; round < ROUNDS; round++) {
            double handshake = handshakeNanos(server, chain[0]) / 1e6;
            double message = messageNanos(server, chain[0]) / 1e3;
            if (round > 0) {
                handshakes[round - 1] = handshake;
                messages[round - 1] = message;
            }
        }
        return new Cost(median(handshakes), median(messages));
    }

    private static double handshakeNanos(SslContext server, X509Certificate trusted) throws SSLException {
        long nanos = 0;
        for (int i = 0; i < HANDSHAKES; i++) {
            try (TlsPair pair = new TlsPair(server, newClient(trusted))) {
                nanos += pair.handshake();
            }
        }
        return (double) nanos / HANDSHAKES;
    }

    private static double messageNanos(SslContext server, X509Certificate trusted) throws SSLException {
        try (TlsPair pair = new TlsPair(server, newClient(trusted))) {
            pair.handshake();
            return (double) pair.send(MESSAGES, MESSAGE_BYTES) / MESSAGES;
        }
    }

    /** Without a session of an earlier handshake, as another viewer's. */
    private static SslContext newClient(X509Certificate trusted) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(trusted)
                .build();
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
