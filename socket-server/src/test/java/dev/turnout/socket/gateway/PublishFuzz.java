package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

/** The body of a published event: 200 and everybody has it, or 400 and nobody has. */
public final class PublishFuzz {

    private static final GatewayFixture FIXTURE = new GatewayFixture();
    private static final FakeSession SESSION = FIXTURE.connects("a");

    private PublishFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        SESSION.events.clear();
        HttpReply reply = FIXTURE.handle(new FakeExchange(
                "POST", "/api/v1/auctions/a/events", input, Map.of("X-Internal-Request", GatewayFixture.KEY)));
        assertThat(reply.status()).isIn(200, 400);
        assertThat(SESSION.events).hasSize(reply.status() == 200 ? 1 : 0);
    }

    public static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"event\":\"playerBiddingUpdate\",\"data\":{\"name\":\"Ann\",\"price\":1200}}",
                        "{\"event\":\"auctionStatusUpdate\",\"data\":{\"isLive\":true,\"id\":\"b\"}}",
                        "{\"event\":\"auctionStatusUpdate\",\"data\":[]}",
                        "{\"event\":\"connect\",\"data\":null}",
                        "{\"event\":\"\\ud800\",\"data\":{\"\\ud800\":1e999}}",
                        "{\"data\":1}",
                        "[]")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }
}
