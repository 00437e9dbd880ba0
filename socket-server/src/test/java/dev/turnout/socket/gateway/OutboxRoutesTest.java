package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxRoutesTest {

    private final GatewayFixture fixture = new GatewayFixture();

    @Test
    void theReportIsWrittenAsJsonAndNotCached() {
        HttpReply reply = fixture.internal("GET", "/api/v1/outbox", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"waiting\":3}");
        assertThat(reply.headers()).containsEntry("Cache-Control", "no-store");
    }

    @Test
    void aRetryReturnsHowManyWaitAgain() {
        assertThat(fixture.internal("POST", "/api/v1/outbox/retry", "").body()).isEqualTo("{\"retried\":2}");
    }

    @Test
    void bothNeedAnInternalKey() {
        assertThat(fixture.get("/api/v1/outbox").status()).isEqualTo(401);
        FakeExchange wrong = FakeExchange.of("POST", "/api/v1/outbox/retry", "", Map.of("X-Internal-Request", "wrong"));
        assertThat(fixture.handle(wrong).status()).isEqualTo(401);
    }
}
