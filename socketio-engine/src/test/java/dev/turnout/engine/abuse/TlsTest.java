package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.Network.TlsFiles;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS from PEM files: with every kind of key, before whoever speaks something else, and when the files change. */
class TlsTest {

    private static final Pki PKI = new Pki();
    private static final X509Bundle SERVER = PKI.server(Algorithm.ecp256);

    /** The first bytes of a client's greeting, and no more of it. */
    private static final byte[] BEGINNING = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03};

    @TempDir
    Path directory;

    private @Nullable AbusedEngine running;
    private @Nullable ControlClient neighbour;

    private void start(X509Bundle identity, Duration handshakeTimeout) throws IOException, GeneralSecurityException {
        start(identity, handshakeTimeout, Duration.ofMinutes(1));
    }

    private void start(X509Bundle identity, Duration handshakeTimeout, Duration keepAlive)
            throws IOException, GeneralSecurityException {
        TlsFiles files = Pki.write(directory, identity);
        running = AbusedEngine.with(knobs -> {
            knobs.tls = Optional.of(files);
            knobs.handshakeTimeout = handshakeTimeout;
            knobs.keepAliveTimeout = keepAlive;
        });
        neighbour = new ControlClient(running.port(), PKI.client());
    }

    private void start(X509Bundle identity) throws IOException, GeneralSecurityException {
        start(identity, Duration.ofSeconds(10));
    }

    private AbusedEngine engine() {
        return Objects.requireNonNull(running);
    }

    @AfterEach
    void stop() throws IOException {
        if (neighbour != null) {
            neighbour.isUndisturbed();
            neighbour.close();
        }
        if (running != null) {
            running.close();
        }
    }

    private RawConnection secured() throws IOException, GeneralSecurityException {
        return engine().connection().secured(PKI.client());
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"rsa2048", "ecp256", "ecp384", "ed25519"})
    void everyKindOfKeyServes(Algorithm key) throws IOException, GeneralSecurityException {
        start(PKI.server(key));
        assertThat(secured().get("/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"rsa2048", "ecp256"})
    void aChainOfTwoIsShownWhole(Algorithm key) throws IOException, GeneralSecurityException {
        start(PKI.serverOfDeputy(key));
        RawConnection connection = secured();
        assertThat(connection.get("/").status()).isEqualTo(404);
        assertThat(connection.certificates()).hasSize(2);
    }

    @Test
    void plainTextIsClosed() throws IOException, GeneralSecurityException {
        start(SERVER);
        try (RawConnection plain = engine().connection()) {
            plain.send("GET /test/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(plain.readUntilClosed()).doesNotContain("HTTP");
        }
        engine().awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void aHandshakeThatNeverEndsIsClosed() throws IOException, GeneralSecurityException {
        start(SERVER, Duration.ofMillis(200));
        try (RawConnection slow = engine().connection()) {
            slow.send(BEGINNING);
            assertThat(slow.readUntilClosed()).isEmpty();
        }
        engine().awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aGreetingThatDripsHasNoMoreTimeForIt() throws IOException, GeneralSecurityException {
        start(SERVER, Duration.ofMillis(200));
        try (RawConnection slow = engine().connection()) {
            slow.send(BEGINNING);
            AbusedEngine.eventually("closed", () -> slow.sendRefused(new byte[] {0x01}));
        }
        engine().awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aTlsConnectionWithoutARequestIsClosed() throws IOException, GeneralSecurityException {
        start(SERVER, Duration.ofSeconds(2)); // of which the TLS handshake is a part
        try (RawConnection silent = secured()) {
            silent.send("GET / HT");
            assertThat(silent.readUntilClosed()).isEmpty();
        }
        engine().awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    /** Without close_notify a client cannot tell the end of an answer from a cut (RFC 8446, section 6.1). */
    @Test
    void everyConnectionEndsWithCloseNotify() throws IOException, GeneralSecurityException {
        start(SERVER, Duration.ofSeconds(10), Duration.ofMillis(300));
        RawConnection last = secured();
        assertThat(last.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .answer()
                        .status())
                .isEqualTo(404);
        awaitCloseNotify(last, "after the last answer");
        RawConnection idle = secured();
        assertThat(idle.get("/").status()).isEqualTo(404);
        awaitCloseNotify(idle, "after the keep-alive timeout");
        RawWebSocket socket = RawWebSocket.over(secured(), AbusedEngine.WEBSOCKET);
        assertThat(socket.text()).startsWith("0{");
        socket.send("no packet");
        assertThat(socket.closeCode()).isPositive();
        socket.send(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});
        awaitCloseNotify(socket.connection(), "after the close frames");
    }

    /** The JDK reports the end without close_notify as an exception of its own. */
    private static void awaitCloseNotify(RawConnection connection, String when) {
        assertThatThrownBy(connection::octet).as(when).hasRootCauseMessage("the server closed the connection");
    }

    @Test
    void handshakesThatBreakOffLeaveNothing() throws IOException, GeneralSecurityException {
        start(SERVER);
        Random random = new Random(3);
        Memory before = engine().memory();
        for (int i = 0; i < 300; i++) {
            byte[] garbage = new byte[random.nextInt(600)];
            random.nextBytes(garbage);
            RawConnection connection = engine().connection();
            connection.send(BEGINNING);
            connection.sendRefused(garbage);
            if (random.nextBoolean()) {
                connection.reset();
            } else {
                connection.close();
            }
        }
        AbusedEngine.eventually("only the neighbour is left", () -> Inspection.connections(engine().engine) == 1);
        assertThat(engine().memory().above(before)).isLessThan(1024 * 1024);
    }

    // ---- the files change

    @Test
    void aRenewedCertificateIsShownToWhoComesNext() throws IOException, GeneralSecurityException {
        start(SERVER);
        RawConnection before = secured();
        assertThat(before.get("/").status()).isEqualTo(404);
        X509Bundle renewed = PKI.server(Algorithm.rsa2048);
        Pki.write(directory, renewed);

        Inspection.renewCertificate(engine().engine);
        assertThat(shown()).containsExactly(renewed.getCertificate());
        assertThat(before.get("/").status()).as("who was there stays").isEqualTo(404);
    }

    private List<Certificate> shown() throws IOException, GeneralSecurityException {
        RawConnection connection = secured();
        assertThat(connection.get("/").status()).isEqualTo(404);
        return connection.certificates();
    }

    @Test
    void filesThatAreHalfRenewedOrBrokenChangeNothing() throws IOException, GeneralSecurityException {
        start(SERVER);
        X509Bundle renewed = PKI.server(Algorithm.ecp256);
        List<String> warnings = new ArrayList<>();
        try (LogWatch log = new LogWatch()) {
            Files.writeString(directory.resolve("cert.pem"), renewed.getCertificatePathPEM());
            Inspection.renewCertificate(engine().engine);
            Inspection.renewCertificate(engine().engine);
            assertThat(shown()).containsExactly(SERVER.getCertificate());

            Files.delete(directory.resolve("key.pem"));
            Inspection.renewCertificate(engine().engine);
            assertThat(shown()).containsExactly(SERVER.getCertificate());

            Pki.write(directory, renewed);
            Inspection.renewCertificate(engine().engine);
            assertThat(shown()).containsExactly(renewed.getCertificate());
            warnings.addAll(log.lines());
        }
        assertThat(warnings).as("one line per problem").hasSize(2);
        assertThat(warnings.get(0)).contains("cannot be renewed").contains("key.pem is not the one of");
        assertThat(warnings.get(1)).contains("cannot be renewed").contains("key.pem does not exist");
    }

    @Test
    void anEngineWithBadFilesDoesNotStart() throws IOException {
        TlsFiles files = Pki.write(directory, SERVER);
        Files.writeString(files.privateKey(), "no key");
        assertThatThrownBy(() -> AbusedEngine.with(knobs -> knobs.tls = Optional.of(files)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem holds no key in PEM form");
    }
}
