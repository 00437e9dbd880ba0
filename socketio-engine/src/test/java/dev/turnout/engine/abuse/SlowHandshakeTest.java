package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection has the handshake time for a request, whatever it does meanwhile. */
class SlowHandshakeTest {

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> {
            knobs.handshakeTimeout = Duration.ofMillis(200);
            knobs.trustedProxies = List.of("127.0.0.9");
            knobs.routes = exchange -> exchange.reply(HttpReply.of(200, "text/plain", "hello"));
        });
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    @Test
    void aConnectionThatSendsNothingIsClosed() throws IOException {
        try (RawConnection silent = engine.connection()) {
            assertThat(silent.readUntilClosed()).isEmpty();
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void headersThatNeverEndAreClosed() throws IOException {
        try (RawConnection slow = engine.connection()) {
            slow.send("GET /test/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nX-");
            assertThat(slow.readUntilClosed()).isEmpty();
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void headersThatComeSlowlyAreClosedAtTheTimeout() throws IOException {
        try (RawConnection slow = engine.connection()) {
            slow.send("GET / HTTP/1.1\r\nHost: x\r\n");
            AbusedEngine.eventually("closed", () -> slow.sendRefused(new byte[] {'x'}));
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aBodyThatNeverEndsIsAnsweredAndItsConnectionClosed() throws IOException {
        try (RawConnection slow = engine.connection()) {
            slow.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(slow.answer().status()).isEqualTo(408);
            assertThat(slow.readUntilClosed()).isEmpty();
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aBodyThatDripsHasNoMoreTimeForIt() throws IOException {
        try (RawConnection slow = engine.connection()) {
            slow.send("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            AbusedEngine.eventually("closed", () -> slow.sendRefused("1\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void theSecondRequestHasNoMoreTimeThanTheFirst() throws IOException {
        try (RawConnection slow = engine.connection()) {
            assertThat(slow.get("/").body()).isEqualTo("hello");
            slow.send("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(slow.answer().status()).isEqualTo(408);
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aRequestThatIsPipelinedBehindAnotherHasNoMoreTimeEither() throws IOException {
        try (RawConnection slow = engine.connection()) {
            slow.send(
                    "GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
            assertThat(slow.answer().body()).isEqualTo("hello");
            assertThat(slow.answer().status()).isEqualTo(408);
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void aTrustedProxyThatSendsItsHeaderSlowlyIsClosed() throws IOException {
        try (RawConnection slow = engine.connectionFrom("127.0.0.9")) {
            slow.send("PROXY TCP4 203.0.11");
            assertThat(slow.readUntilClosed()).isEmpty();
        }
        engine.awaitRefused(Refusal.HANDSHAKE_TIMEOUT, 1);
    }

    @Test
    void bytesThatAreNotHttpAreClosed() throws IOException {
        try (RawConnection tls = engine.connection()) {
            tls.send(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, (byte) 0xfc, 0x03, 0x03, 10, 10});
            assertThat(tls.answer().status()).isEqualTo(400);
        }
        engine.awaitRefused(Refusal.BAD_REQUEST, 1);
    }

    @Test
    void anAnsweredClientThatStaysIsClosed() throws IOException {
        try (RawConnection stays = engine.connection()) {
            stays.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(stays.answer().body()).isEqualTo("hello");
            AbusedEngine.eventually("only the neighbour is left", () -> Inspection.connections(engine.engine) == 1);
        }
    }
}
