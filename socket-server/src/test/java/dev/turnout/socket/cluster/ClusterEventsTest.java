package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import dev.turnout.socket.cluster.CensusMessage.Delivered;
import dev.turnout.socket.cluster.NodeMessage.EventDelivered;
import dev.turnout.socket.publishing.EventDelivery.Delivery;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.FakeEndpoint;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.thread.ManualOwnerThread;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** An event reaches this node's sessions once, whatever happens between the append and the reading of the stream. */
class ClusterEventsTest {

    private static final AuctionId AUCTION = new AuctionId("a");

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final FakeBus bus = new FakeBus();
    private final FakeEndpoint endpoint = new FakeEndpoint(thread, Duration.ofMillis(1));
    private final Lobby lobby = new Lobby(endpoint, thread, 1);
    private final EventPublisher local = new EventPublisher(endpoint, lobby);
    private Set<String> peers = Set.of();
    private final List<AuctionId> closed = new ArrayList<>();
    private long now;
    private final ClusterEvents events =
            new ClusterEvents("self", bus, thread, local, () -> peers, closed::add, () -> now);

    private CompletableFuture<Delivery> publish(int data) {
        return events.publish(AUCTION, Event.of("bid", IntNode.valueOf(data))).toCompletableFuture();
    }

    private Delivery answer(CompletableFuture<Delivery> publish) throws Exception {
        thread.advance(Duration.ofMillis(2));
        return publish.get(5, TimeUnit.SECONDS);
    }

    @Test
    void anEventIsSentWhenItIsReadBackFromTheStream() throws Exception {
        CompletableFuture<Delivery> published = publish(1);
        assertThat(local.events()).isZero();
        bus.read(events);
        assertThat(local.events()).isEqualTo(1);
        assertThat(answer(published).missing()).isEmpty();
        assertThat(events.appended()).isEqualTo(1);
    }

    @Test
    void halfASurrogatePairPassesThroughTheStream() throws JsonProcessingException {
        JsonNode data = Json.tree("{\"\\ud83d\":\"\\ude00\"}");
        ClusterEvent event = new ClusterEvent("self", 1, AUCTION, Event.of("bid", data), false, true);
        byte[] stored = event.encode().getBytes(StandardCharsets.UTF_8);
        assertThat(ClusterEvent.decode(new String(stored, StandardCharsets.UTF_8))
                        .map(read -> read.event().args()))
                .contains(List.of(data));
    }

    @Test
    void theLagIsThatOfTheNewestEventReadBackOrOfTheOldestThatIsNot() {
        publish(1);
        now += 5;
        bus.read(events);
        assertThat(events.lagNanos()).isEqualTo(5);
        publish(2);
        publish(3);
        now += 100;
        assertThat(events.lagNanos()).isEqualTo(100);
        bus.read(events);
        assertThat(events.lagNanos()).isEqualTo(100);
    }

    @Test
    void theAnswerIsTheSumOverTheNodes() throws Exception {
        peers = Set.of("other", "third");
        CompletableFuture<Delivery> published = publish(1);
        events.delivered(new Delivered("third", "self", 1, 30));
        events.delivered(new Delivered("other", "someone else", 1, 1_000));
        bus.read(events);
        thread.advance(Duration.ofMillis(2));
        events.delivered(new EventDelivered("other", "self", 1, 12));
        events.delivered(new EventDelivered("other", "self", 1, 12));
        assertThat(answer(published)).isEqualTo(new Delivery(42, List.of()));
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() throws Exception {
        peers = Set.of("other");
        CompletableFuture<Delivery> published = publish(1);
        bus.read(events);
        thread.advance(Duration.ofMillis(200));
        assertThat(answer(published)).isEqualTo(new Delivery(0, List.of("other")));
    }

    @Test
    void withoutRedisItIsSentHereAtOnceAndNeverAgain() throws Exception {
        bus.away = true;
        CompletableFuture<Delivery> published = publish(1);
        assertThat(local.events()).isEqualTo(1);
        assertThat(answer(published)).isEqualTo(new Delivery(0, List.of()));
        bus.read(events); // only the reply was lost
        assertThat(local.events()).isEqualTo(1);
        assertThat(events.localOnly()).isEqualTo(1);
    }

    /** Other nodes then do not send it again to the sessions that have received it here. */
    @Test
    void theEngineIsGivenTheEventsSentWithoutTheStreamAndTheirPositionsLater() {
        bus.away = true;
        publish(1);
        assertThat(endpoint.placed).containsExactly(Map.entry(new EventId("self", 1), FakeEndpoint.NOT_FOUND));
        bus.read(events);
        assertThat(endpoint.placed).containsExactly(Map.entry(new EventId("self", 1), 1L));

        bus.away = false;
        publish(2);
        thread.advance(Duration.ofSeconds(1));
        assertThat(endpoint.placed).as("appended and not read in time").hasSize(2);
        bus.read(events);
        assertThat(endpoint.placed).containsEntry(new EventId("self", 2), 1L);
        assertThat(local.events()).isEqualTo(2);
    }

    @Test
    void anEventOfAnotherNodeIsSentAndReported() {
        ClusterEvent event = new ClusterEvent("other", 9, AUCTION, Event.of("bid", IntNode.valueOf(1)), false, true);
        events.entry(new ClusterBus.Entry(77, event.encode()));
        assertThat(local.events()).isEqualTo(1);
        thread.advance(Duration.ofMillis(2));
        assertThat(bus.sent)
                .containsExactly(Map.entry("other", NodeCodec.encode(new EventDelivered("self", "other", 9, 0))));
        assertThat(bus.published).isEmpty();
    }

    @Test
    void anEventOfANodeOfAnEarlierVersionIsReportedToAll() {
        ClusterEvent event = new ClusterEvent("other", 9, AUCTION, Event.of("bid", IntNode.valueOf(1)), false, false);
        events.entry(new ClusterBus.Entry(77, event.encode()));
        thread.advance(Duration.ofMillis(2));
        assertThat(bus.published).containsExactly(CensusCodec.encode(new Delivered("self", "other", 9, 0)));
        assertThat(bus.sent).isEmpty();
    }

    @Test
    void anEventThatIsInTheStreamTwiceIsSentOnce() throws Exception {
        ClusterEvent event = new ClusterEvent("other", 9, AUCTION, Event.of("bid", IntNode.valueOf(1)), false, true);
        events.recent(new ClusterBus.Entry(76, event.encode()));
        events.entry(new ClusterBus.Entry(77, event.encode()));
        assertThat(local.events()).isZero();

        CompletableFuture<Delivery> published = publish(1);
        String own = bus.stream.get(0);
        bus.read(events);
        answer(published);
        events.entry(new ClusterBus.Entry(78, own));
        assertThat(local.events()).isEqualTo(1);
    }

    /** Redis has come back, and took an event before this node began to read the stream. */
    @Test
    void anOwnEventFromBeforeTheFirstReadIsSentAtItsPosition() throws Exception {
        CompletableFuture<Delivery> published = publish(1);
        events.recent(new ClusterBus.Entry(77, bus.stream.get(0)));
        assertThat(local.events()).isEqualTo(1);
        assertThat(answer(published)).isEqualTo(new Delivery(0, List.of()));
        thread.advance(Duration.ofSeconds(2));
        assertThat(endpoint.placed).as("sent ahead of the stream").isEmpty();
        assertThat(local.events()).isEqualTo(1);
        assertThat(events.lagNanos()).isZero();
    }

    @Test
    void anOwnEventThatWasSentBeforeTheFirstReadIsKeptForSessionsOfOtherNodes() {
        bus.away = true;
        publish(1);
        events.recent(new ClusterBus.Entry(77, bus.stream.get(0)));
        assertThat(local.events()).isEqualTo(1);
        assertThat(endpoint.placed).containsExactly(Map.entry(new EventId("self", 1), 77L));
    }

    @Test
    void aClosedAuctionIsClosedOnEveryNode() {
        ClusterEvent event = new ClusterEvent("other", 9, AUCTION, Event.of("end"), true, true);
        events.entry(new ClusterBus.Entry(77, event.encode()));
        assertThat(closed).containsExactly(AUCTION);
    }

    @Test
    void aServerThatStopsAnswersTheEventsItHasAndRefusesOthers() throws Exception {
        CompletableFuture<Delivery> before = publish(1);
        CompletableFuture<Void> done = events.refuse().toCompletableFuture();
        assertThat(publish(2)).isCompletedExceptionally();
        assertThat(done).isNotDone();
        bus.read(events);
        answer(before);
        assertThat(done).isCompleted();
        assertThat(bus.stream).isEmpty();
        assertThat(local.events()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsCounted() {
        events.entry(new ClusterBus.Entry(77, "{\"v\":9}"));
        assertThat(events.malformed()).isEqualTo(1);
        assertThat(local.events()).isZero();
    }

    /** A session may have been on another node when this was the newest entry. */
    @Test
    void aPublisherIsAnsweredAlsoWhenTheEventCannotBeSent() throws Exception {
        endpoint.room(AUCTION.slug()).throwing = true;
        CompletableFuture<Delivery> published = publish(1);
        bus.read(events);
        assertThat(answer(published)).isEqualTo(new Delivery(0, List.of()));
        bus.away = true;
        assertThat(answer(publish(2))).isEqualTo(new Delivery(0, List.of()));
    }

    @Test
    void thePositionOfEveryEntryIsKnown() {
        ClusterEvent event = new ClusterEvent("other", 9, AUCTION, Event.of("bid", IntNode.valueOf(1)), false, true);
        events.recent(new ClusterBus.Entry(74, ClusterEvent.FIRST_ENTRY));
        events.recent(new ClusterBus.Entry(75, event.encode()));
        events.recent(new ClusterBus.Entry(76, event.encode()));
        events.entry(new ClusterBus.Entry(77, event.encode()));
        events.entry(new ClusterBus.Entry(78, ClusterEvent.FIRST_ENTRY));
        events.entry(new ClusterBus.Entry(79, "{\"v\":9}"));
        assertThat(endpoint.passed).containsExactly(74L, 76L, 77L, 78L, 79L);
        assertThat(events.malformed()).isEqualTo(1);
    }

    /** Keeps what is appended until it is read. */
    private static final class FakeBus implements ClusterBus {

        private final List<String> stream = new ArrayList<>();
        private final List<String> published = new ArrayList<>();
        private final List<Map.Entry<String, String>> sent = new ArrayList<>();
        private boolean away;

        void read(ClusterEvents events) {
            for (int i = 0; i < stream.size(); i++) {
                events.entry(new Entry(i + 1, stream.get(i)));
            }
            stream.clear();
        }

        @Override
        public void start(Receiver receiver) {}

        @Override
        public void publish(String message) {
            published.add(message);
        }

        @Override
        public void send(String node, String message) {
            sent.add(Map.entry(node, message));
        }

        @Override
        public void resubscribe() {}

        @Override
        public CompletionStage<Long> append(String content) {
            stream.add(content);
            return away
                    ? CompletableFuture.failedFuture(new IllegalStateException("away"))
                    : CompletableFuture.completedFuture((long) stream.size());
        }

        @Override
        public CompletionStage<Epoch> epoch(String self, List<Member> members, long known, String run) {
            return CompletableFuture.failedFuture(new IllegalStateException("away"));
        }

        @Override
        public void close() {}
    }
}
