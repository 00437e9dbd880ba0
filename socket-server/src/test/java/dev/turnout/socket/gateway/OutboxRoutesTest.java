package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.HttpReply;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutboxRoutesTest {

    private final GatewayFixture fixture = new GatewayFixture();
    private final GatewayFixture clustered = new GatewayFixture(
            Optional.empty(),
            CountBy.SESSIONS,
            new ClusterLink(
                    () -> object().put("enabled", true).put("self", "here"),
                    (auction, source) -> {},
                    (rooms, done) -> done.run(),
                    (auction, viewer, block, done) -> done.accept(0, List.of()),
                    (command, done) -> done.accept(
                            Map.of("other", object().put(command == Command.RETRY ? "retried" : "waiting", 5)),
                            List.of("quiet"))));

    @BeforeEach
    void answer() {
        for (GatewayFixture each : List.of(fixture, clustered)) {
            each.outbox.report = CompletableFuture.completedFuture(object().put("waiting", 3));
            each.outbox.retry = CompletableFuture.completedFuture(object().put("retried", 2));
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

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
    void inAClusterTheReportIsThatOfEachServerAndNamesThoseThatDidNotAnswer() {
        assertThat(clustered.internal("GET", "/api/v1/outbox", "").body())
                .isEqualTo("{\"waiting\":3,\"server\":\"here\",\"others\":[{\"server\":\"other\",\"waiting\":5}],"
                        + "\"missing\":[\"quiet\"]}");
        assertThat(clustered.internal("POST", "/api/v1/outbox/retry", "").body())
                .isEqualTo("{\"retried\":7,\"missing\":[\"quiet\"]}");
    }

    @Test
    void anOutboxThatFailsIsUnavailable() {
        fixture.outbox.report = CompletableFuture.failedFuture(new SQLException("disk I/O error"));
        fixture.outbox.retry = CompletableFuture.failedFuture(new SQLException("disk I/O error"));
        for (HttpReply reply : List.of(
                fixture.internal("GET", "/api/v1/outbox", ""), fixture.internal("POST", "/api/v1/outbox/retry", ""))) {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.body()).contains("its disk fails").doesNotContain("I/O");
            assertThat(reply.headers()).containsEntry("Retry-After", "10");
        }
    }

    @Test
    void bothNeedAnInternalKey() {
        assertThat(fixture.get("/api/v1/outbox").status()).isEqualTo(401);
        FakeExchange wrong = FakeExchange.of("POST", "/api/v1/outbox/retry", "", Map.of("X-Internal-Request", "wrong"));
        assertThat(fixture.handle(wrong).status()).isEqualTo(401);
    }
}
