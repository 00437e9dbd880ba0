package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Network.TlsFiles;
import dev.turnout.engine.Refusal;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol, versions 1 and 2 (haproxy's proxy-protocol.txt): believed from trusted proxies only. */
class ProxyProtocolTest {

    private static final String PROXY = "127.0.0.9";
    private static final String CLIENT = "198.51.100.7";
    private static final byte[] CLIENT_BYTES = NetUtil.createByteArrayFromIpAddressString(CLIENT);
    private static final byte[] SIGNATURE = Bytes.ascii("\r\n\r\n\0\r\nQUIT\n");
    private static final byte[] REQUEST = Bytes.ascii("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    private static final int LOCAL = 0x20;
    private static final int PROXIED = 0x21;
    private static final int TCP4 = 0x11;
    private static final int TCP6 = 0x21;
    private static final int UNIX = 0x31;
    private static final int UNSPECIFIED = 0x00;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = started(Optional.empty(), Duration.ofMillis(300));
        neighbour = engine.neighbour();
    }

    private static AbusedEngine started(Optional<TlsFiles> tls, Duration handshakeTimeout) throws IOException {
        return AbusedEngine.with(knobs -> {
            knobs.tls = tls;
            knobs.handshakeTimeout = handshakeTimeout;
            knobs.connectionsPerAddress = 20;
            knobs.trustedProxies = List.of(PROXY, "10.0.0.0/8");
            knobs.routes = exchange ->
                    exchange.reply(HttpReply.of(200, "text/plain", NetUtil.toAddressString(exchange.remoteAddress())));
        });
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    private RawConnection proxied(String header) throws IOException {
        return engine.connectionFrom(PROXY).send(header);
    }

    private RawConnection proxied(byte[] header) throws IOException {
        return engine.connectionFrom(PROXY).send(header);
    }

    private static String seen(RawConnection connection) throws IOException {
        return connection.get("/").body();
    }

    private static byte[] version2(int command, int family, byte[]... content) {
        byte[] all = Bytes.join(content);
        return Bytes.join(
                SIGNATURE,
                ByteBuffer.allocate(4)
                        .put((byte) command)
                        .put((byte) family)
                        .putShort((short) all.length)
                        .array(),
                all);
    }

    private static byte[] addresses(byte[] source) {
        return Bytes.join(source, new byte[source.length], new byte[] {0x10, 0x01, 0x1F, (byte) 0x91});
    }

    private static byte[] addition(int type, int length) {
        return Bytes.join(
                ByteBuffer.allocate(3).put((byte) type).putShort((short) length).array(), new byte[length]);
    }

    // ---- what it says

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 198.51.100.7 10.0.0.1 4097 8081, 198.51.100.7",
        "PROXY TCP6 2001:db8::7 2001:db8::1 4097 8081, 2001:db8::7",
        "PROXY UNKNOWN, 127.0.0.9",
        "PROXY UNKNOWN ffff::1 ffff::2 65535 65535, 127.0.0.9",
    })
    void version1(String header, String client) throws IOException {
        assertThat(seen(proxied(header + "\r\n"))).isEqualTo(client);
    }

    @Test
    void version2OfIpv4AndIpv6() throws IOException {
        assertThat(seen(proxied(version2(PROXIED, TCP4, addresses(CLIENT_BYTES)))))
                .isEqualTo(CLIENT);
        byte[] ipv6 = NetUtil.createByteArrayFromIpAddressString("2001:db8::7");
        assertThat(seen(proxied(version2(PROXIED, TCP6, addresses(ipv6))))).isEqualTo("2001:db8::7");
    }

    @Test
    void whatVersion2AddsIsPassedOver() throws IOException {
        byte[] header = version2(PROXIED, TCP4, addresses(CLIENT_BYTES), addition(0x01, 8), addition(0xEA, 4000));
        assertThat(seen(proxied(header))).isEqualTo(CLIENT);
    }

    @Test
    void version2WithoutAClientMeansTheProxy() throws IOException {
        assertThat(seen(proxied(version2(LOCAL, UNSPECIFIED)))).as("local").isEqualTo(PROXY);
        assertThat(seen(proxied(version2(LOCAL, TCP4, addresses(CLIENT_BYTES)))))
                .as("local, whatever addresses it gives")
                .isEqualTo(PROXY);
        assertThat(seen(proxied(version2(PROXIED, UNSPECIFIED))))
                .as("unspecified")
                .isEqualTo(PROXY);
        assertThat(seen(proxied(version2(PROXIED, UNIX, new byte[216]))))
                .as("unix")
                .isEqualTo(PROXY);
    }

    @Test
    void theHeaderMayComeByteByByte() throws IOException {
        for (byte[] header : List.of(
                Bytes.ascii("PROXY TCP4 198.51.100.7 10.0.0.1 4097 8081\r\n"),
                version2(PROXIED, TCP4, addresses(CLIENT_BYTES), addition(0x04, 5)))) {
            RawConnection connection = engine.connectionFrom(PROXY);
            for (byte each : header) {
                connection.send(new byte[] {each});
            }
            assertThat(seen(connection)).isEqualTo(CLIENT);
        }
    }

    @Test
    void theRequestMayComeWithIt() throws IOException {
        byte[] both = Bytes.join(version2(PROXIED, TCP4, addresses(CLIENT_BYTES)), REQUEST);
        assertThat(proxied(both).answer().body()).isEqualTo(CLIENT);
    }

    @Test
    void itHoldsForEveryRequestOfTheConnection() throws IOException {
        RawConnection connection = proxied("PROXY TCP4 198.51.100.7 10.0.0.1 4097 8081\r\n");
        assertThat(seen(connection)).isEqualTo(CLIENT);
        assertThat(seen(connection)).isEqualTo(CLIENT);
    }

    @Test
    void aTrustedProxyMayDoWithoutIt() throws IOException {
        assertThat(seen(engine.connectionFrom(PROXY))).isEqualTo(PROXY);
    }

    @Test
    void aClientThatItNamesIsNotBelievedFurther() throws IOException {
        String named = proxied("PROXY TCP4 198.51.100.7 10.0.0.1 4097 8081\r\n")
                .send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n")
                .answer()
                .body();
        assertThat(named).isEqualTo(CLIENT);
    }

    @Test
    void aProxyThatItNamesIsBelievedFurther() throws IOException {
        String named = proxied("PROXY TCP4 10.9.9.9 10.0.0.1 4097 8081\r\n")
                .send("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9, 198.51.100.7\r\n\r\n")
                .answer()
                .body();
        assertThat(named).isEqualTo(CLIENT);
    }

    @Test
    void sessionsAreCountedByTheClientThatItNames() throws IOException {
        for (int i = 0; i < 20; i++) {
            assertThat(handshake(CLIENT)).isEqualTo(101);
        }
        assertThat(handshake(CLIENT)).isEqualTo(503);
        assertThat(handshake("198.51.100.8")).isEqualTo(101);
        assertThat(engine.stats().refused(Refusal.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
    }

    private int handshake(String client) throws IOException {
        return proxied("PROXY TCP4 " + client + " 10.0.0.1 4097 8081\r\n")
                .send(RawWebSocket.handshake(AbusedEngine.WEBSOCKET))
                .answer()
                .status();
    }

    // ---- what it may not say

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 198.51.100.7\r\n",
                "PROXY TCP4 a b c d\r\n",
                "PROXY TCP4 198.51.100.7 10.0.0.1 4097 99999\r\n",
                "PROXY TCP6 198.51.100.7 10.0.0.1 4097 8081\r\n",
                "PROXY UDP4 198.51.100.7 10.0.0.1 4097 8081\r\n",
                "PROXY TCP4 2001:db8::7 2001:db8::1 4097 8081\r\n",
            })
    void aHeaderOfVersion1ThatIsNoneIsHungUpOn(String header) throws IOException {
        RawConnection connection = proxied(header);
        connection.sendRefused(REQUEST);
        assertThat(connection.readUntilClosed()).isEmpty();
        engine.awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void aHeaderOfVersion1ThatIsTooLongIsHungUpOn() throws IOException {
        assertThat(proxied("PROXY TCP4 " + "1".repeat(200)).readUntilClosed()).isEmpty();
        engine.awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void aHeaderOfVersion2ThatIsTooLongIsHungUpOn() throws IOException {
        RawConnection connection = engine.connectionFrom(PROXY);
        connection.sendRefused(version2(PROXIED, TCP4, addresses(CLIENT_BYTES), addition(0xEA, 60_000)));
        assertThat(connection.readUntilClosed()).isEmpty();
        engine.awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void aHeaderOfVersion2ThatIsTooShortIsHungUpOn() throws IOException {
        assertThat(proxied(version2(PROXIED, TCP4, new byte[3])).readUntilClosed())
                .isEmpty();
        engine.awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void aRequestThatEndsTooLateIsClosed() throws IOException {
        byte[] cut = {(byte) 0xEA, 0x01, 0x00, 'x'};
        assertThat(proxied(version2(PROXIED, TCP4, addresses(CLIENT_BYTES), cut))
                        .readUntilClosed())
                .isEmpty();
        engine.awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void aHeaderOfVersion2ThatNeverEndsIsHungUpOn() throws IOException {
        byte[] header = version2(PROXIED, TCP4, addresses(CLIENT_BYTES), addition(0xEA, 4000));
        RawConnection connection = engine.connectionFrom(PROXY);
        connection.send(Arrays.copyOf(header, 200));
        assertThat(connection.readUntilClosed()).isEmpty();
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aSecondHeaderIsABadRequest() throws IOException {
        String header = "PROXY TCP4 198.51.100.7 10.0.0.1 4097 8081\r\n";
        RawConnection connection = proxied(header + header + "\r\n");
        assertThat(connection.answer().status()).isEqualTo(400);
    }

    // ---- from whom it is not believed

    @Test
    void fromAnybodyElseItIsABadRequest() throws IOException {
        try (RawConnection first = engine.connectionFrom("127.0.0.2")) {
            first.send("PROXY TCP4 198.51.100.7 10.0.0.1 4097 8081\r\n").sendRefused(REQUEST);
            assertThat(first.answer().status()).isEqualTo(400);
        }
        try (RawConnection second = engine.connectionFrom("127.0.0.2")) {
            second.send(version2(PROXIED, TCP4, addresses(CLIENT_BYTES))).sendRefused(REQUEST);
            assertThat(second.answer().status()).isEqualTo(400);
        }
        engine.awaitRefused(Refusal.BAD_REQUEST, 2);
    }

    // ---- before TLS

    @Test
    void itComesBeforeTls(@TempDir Path directory) throws IOException, GeneralSecurityException {
        Pki pki = new Pki();
        TlsFiles files = Pki.write(directory, pki.server(Algorithm.ecp256));
        AbusedEngine secured = started(Optional.of(files), Duration.ofSeconds(30));
        try {
            RawConnection connection = secured.connectionFrom(PROXY);
            connection.send(version2(PROXIED, TCP4, addresses(CLIENT_BYTES)));
            assertThat(seen(connection.secured(pki.client()))).isEqualTo(CLIENT);
            assertThat(seen(secured.connectionFrom(PROXY).secured(pki.client())))
                    .isEqualTo(PROXY);
            assertThat(seen(secured.connectionFrom("127.0.0.2").secured(pki.client())))
                    .isEqualTo("127.0.0.2");
        } finally {
            secured.close();
        }
    }
}
