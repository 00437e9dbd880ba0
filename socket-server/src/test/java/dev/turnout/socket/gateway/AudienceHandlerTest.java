package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import dev.turnout.socket.sampling.Intervals;
import dev.turnout.socket.sampling.Sampler;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceHandlerTest {

    private static final AuctionId ID = new AuctionId("123");

    private final GatewayFixture fixture = new GatewayFixture();
    private final ManualOwnerThread thread = fixture.thread;
    private final Audience audience = fixture.audience;
    private final AudienceHandler handler = fixture.handler;

    @Test
    void aSocketWithASlugIsCountedAndToldTheCount() {
        FakeSession one = connects(Map.of("slug", "auction-123"));
        FakeSession two = connects(Map.of("slug", "auction-123"));
        thread.advance(Duration.ofSeconds(1));

        assertThat(room().count()).isEqualTo(2);
        assertThat(one.last()).isEqualTo(2);
        assertThat(two.last()).isEqualTo(2);
    }

    @Test
    void underChurnTheFirstCountIsSentBeforeTheAudienceThreadHasCountedTheSession() {
        connects(Map.of("slug", "auction-123"));
        connects(Map.of("slug", "auction-123"));
        FakeSession third = opens(Map.of("slug", "auction-123"), none());

        assertThat(third.last()).isEqualTo(3);
        assertThat(room().count()).isEqualTo(2);
        thread.advance(Duration.ofSeconds(1));
        assertThat(third.last()).isEqualTo(3);
    }

    @Test
    void aSessionThatMayReplaceAnotherOfItsTabIsSentNoCountInAdvance() {
        connects(Map.of("slug", "auction-123", "tab", "t1"));
        connects(Map.of("slug", "auction-123"));
        FakeSession reloaded = opens(Map.of("slug", "auction-123", "tab", "t1"), none());

        assertThat(reloaded.events).isEmpty();
        thread.advance(Duration.ofSeconds(1));
        assertThat(reloaded.last()).isEqualTo(2);
    }

    @Test
    void theCountGoesOutAsAJsonNumber() {
        FakeSession one = connects(Map.of("slug", "auction-123"));
        thread.advance(Duration.ofSeconds(1));

        assertThat(one.events.get(0).name()).isEqualTo("viewerCountUpdate");
        assertThat(one.events.get(0).args()).hasSize(1);
        assertThat(one.events.get(0).args().get(0).isInt()).isTrue();
    }

    /** The audience thread gets no CPU time for 55 s, from 14:15:10 on. */
    @Test
    void joinsAreDatedOnTheirEventLoops() {
        List<Snapshot> minutes = new ArrayList<>();
        Intervals intervals = new Intervals(Duration.ofSeconds(5), Duration.ofMinutes(1));
        Sampler sampler = new Sampler(audience, thread, fixture.moments, intervals, () -> "run", finished(minutes));
        audience.addListener(sampler);
        sampler.start();
        thread.advance(Duration.ofSeconds(10));
        opens(Map.of("slug", "auction-123"), none());
        thread.freeze(Duration.ofSeconds(55));
        thread.advance(Duration.ofSeconds(60));

        assertThat(minutes).hasSize(2);
        assertThat(minutes.get(0).timestamp()).isEqualTo("2025-10-21T14:15:00Z");
        assertThat(minutes.get(0).joins()).isEqualTo(1);
        assertThat(minutes.get(0).viewerSeconds()).isEqualTo(50.0);
        assertThat(minutes.get(0).observedSeconds()).isEqualTo(50.0);
        assertThat(minutes.get(1).joins()).isZero();
        assertThat(minutes.get(1).viewerSeconds()).isEqualTo(60.0);
    }

    private static SnapshotSink finished(List<Snapshot> minutes) {
        return new SnapshotSink() {
            @Override
            public void finished(List<AuctionMinute> finished) {
                finished.forEach(minute -> minutes.add(minute.snapshot()));
            }

            @Override
            public void draft(List<AuctionMinute> minutes) {}
        };
    }

    @Test
    void aSocketThatClosesHasLeftHoweverItClosed() {
        for (CloseReason reason : CloseReason.values()) {
            handler.closed(connects(Map.of("slug", "auction-123")), reason);
        }
        thread.settle();

        assertThat(room().count()).isZero();
    }

    @Test
    void aSocketThatIsGoneBeforeTheAudienceHeardOfItIsNotLeftBehind() {
        FakeSession gone = opens(Map.of("slug", "auction-123"), none());
        handler.closed(gone, CloseReason.TRANSPORT_CLOSE);
        thread.settle();

        assertThat(audience.sessions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "123",
                "auction-",
                "Auction-123",
                "auction-1 2",
                "auction-1/2",
                "auction-é",
                "course-1",
                "auction-aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345"
            })
    void aBadSlugIsRefusedWithWordsThatGiveTheReason(String slug) {
        Admission.Refused refused = refused(Map.of("slug", slug));

        assertThat(refused.message()).startsWith("slug must be auction-<id>");
        assertThat(Objects.requireNonNull(refused.data()).path("code").textValue())
                .isEqualTo("slug_invalid");
    }

    @Test
    void aMissingSlugIsRefusedWithWordsThatSayWhatToDo() {
        assertThat(refused(Map.of()).message()).startsWith("slug is missing: connect with query");
        assertThat(refused(Map.of("slug", "")).message()).startsWith("slug is missing");
    }

    @Test
    void aHeartbeatIsAnsweredByEventAndByAck() {
        FakeSession socket = connects(Map.of("slug", "auction-123"));
        List<List<JsonNode>> acks = new ArrayList<>();
        handler.event(socket, "heartbeat", List.of(), acks::add);
        thread.advance(Duration.ofSeconds(1));

        assertThat(socket.events)
                .anyMatch(event ->
                        event.name().equals("heartbeat-ack") && event.args().isEmpty());
        assertThat(acks).containsExactly(List.of());
        assertThat(handler.unknownEvents()).isZero();
    }

    @Test
    void anUnknownEventIsAnsweredWithAnErrorAndCounted() {
        FakeSession socket = connects(Map.of("slug", "auction-123"));
        List<List<JsonNode>> acks = new ArrayList<>();
        handler.event(socket, "placeBid", List.of(none()), acks::add);
        handler.event(socket, "x".repeat(5_000), List.of(), acks::add);

        assertThat(acks.get(0).get(0).toString()).isEqualTo("{\"ok\":false,\"error\":\"unknown event 'placeBid'\"}");
        assertThat(acks.get(1).get(0).toString()).hasSizeLessThan(120);
        assertThat(handler.unknownEvents()).isEqualTo(2);
    }

    @Test
    void theViewerIdIsTakenFromAuthOrElseFromTheQuery() {
        connects(Map.of("slug", "auction-123"), auth("  ann "));
        connects(Map.of("slug", "auction-123", "viewerId", "ann"), none());
        connects(Map.of("slug", "auction-123", "viewerId", "bob"), auth("ann"));

        assertThat(room().count()).isEqualTo(3);
        assertThat(room().viewers()).isEqualTo(1);
        assertThat(room().unique()).isEqualTo(1);
    }

    @Test
    void aNumericViewerIdCountsLikeItsText() {
        connects(Map.of("slug", "auction-123"), auth("5"));
        connects(Map.of("slug", "auction-123"), none().put("viewerId", 5));
        connects(Map.of("slug", "auction-123", "viewerId", "5"), none());
        fixture.post("123", "join", "{\"viewerId\":5}");
        fixture.post("123", "join", "{\"viewerId\":\"5\"}");

        assertThat(room().count()).isEqualTo(5);
        assertThat(room().viewers()).isEqualTo(1);
    }

    @Test
    void withoutAViewerIdOrWithOneThatIsNoShortTextASessionIsItsOwnViewer() {
        connects(Map.of("slug", "auction-123"), none());
        connects(Map.of("slug", "auction-123"), auth("   "));
        connects(Map.of("slug", "auction-123"), auth("a".repeat(65)));
        connects(Map.of("slug", "auction-123"), auth("a".repeat(65)));
        connects(Map.of("slug", "auction-123"), none().putArray("viewerId"));
        assertThat(room().viewers()).isEqualTo(5);

        connects(Map.of("slug", "auction-123"), auth("a".repeat(64)));
        connects(Map.of("slug", "auction-123"), auth("a".repeat(64)));
        assertThat(room().viewers()).isEqualTo(6);
    }

    @Test
    void hashesOfViewersDifferWithTheSalt() {
        assertThat(new ViewerHash("one").ofKey("ann"))
                .isEqualTo(new ViewerHash("one").ofKey("ann"))
                .isNotEqualTo(new ViewerHash("two").ofKey("ann"));
        assertThat(new ViewerHash("one").ofSession("ann")).isNotEqualTo(new ViewerHash("one").ofKey("ann"));
    }

    private FakeSession connects(Map<String, String> query) {
        return connects(query, none());
    }

    private FakeSession connects(Map<String, String> query, JsonNode auth) {
        FakeSession socket = opens(query, auth);
        thread.settle();
        return socket;
    }

    private FakeSession opens(Map<String, String> query, JsonNode auth) {
        return fixture.opens(query, auth);
    }

    private Admission.Refused refused(Map<String, String> query) {
        return (Admission.Refused) fixture.admit(query, none());
    }

    private static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static JsonNode auth(String viewerId) {
        return none().put("viewerId", viewerId);
    }

    private AuctionRoom room() {
        return audience.room(ID).orElseThrow();
    }
}
