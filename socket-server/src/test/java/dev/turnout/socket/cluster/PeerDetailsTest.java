package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.audience.UniqueViewers;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.cluster.CensusMessage.DetailRequest;
import dev.turnout.socket.cluster.CensusMessage.FullState;
import dev.turnout.socket.cluster.CensusMessage.Leave;
import dev.turnout.socket.cluster.NodeMessage.Details;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is shown of a room beside its count is that of all nodes, also while one of them answers late. */
class PeerDetailsTest {

    private static final AuctionId ROOM = new AuctionId("a");

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final MomentSource moments = Moments.of(thread, thread::nanoTime);
    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final EchoingBus bus = new EchoingBus();
    private final Census census = new Census(
            "self",
            audience,
            thread,
            moments,
            thread::nanoTime,
            bus,
            () -> new ClusterBus.Epoch(0, List.of(), ""),
            "",
            () -> {});
    private final PeerDetails details =
            new PeerDetails("self", audience, thread, moments, thread::nanoTime, census, message -> {});
    private long requests;
    private int done;

    @BeforeEach
    void joinClusterOfThree() {
        audience.join(new ViewerSession(ROOM, new ViewerId(null, 1), null, Presence.NONE), moments.now());
        census.start();
        thread.settle();
        census.received(new FullState("one", 0, Map.of()));
        census.received(new FullState("two", 0, Map.of()));
        assertThat(census.peers()).containsExactlyInAnyOrder("one", "two");
    }

    private void refresh() {
        thread.advance(Duration.ofMillis(300));
        details.refresh(Set.of(ROOM), () -> done++);
        requests++;
        assertThat(bus.requests).hasSize((int) requests);
    }

    private void answer(String node, Map<AuctionId, RoomDetail> rooms) {
        answer(node, requests, rooms);
    }

    private void answer(String node, long number, Map<AuctionId, RoomDetail> rooms) {
        details.received(new Details(node, "self", number, rooms, true));
    }

    private static Map<AuctionId, RoomDetail> room(int peak, int sessions) {
        return Map.of(ROOM, new RoomDetail(peak, new UniqueViewers(), Map.of("s", sessions), Map.of(), List.of()));
    }

    private void endOfWait() {
        thread.advance(PeerAnswers.WAIT);
        assertThat(done).as("each request is answered").isEqualTo((int) requests);
    }

    private int peak() {
        return audience.room(ROOM).map(AuctionRoom::detail).orElseThrow().peak();
    }

    private int sessionsOfSection() {
        return audience.room(ROOM)
                .map(AuctionRoom::detail)
                .orElseThrow()
                .sections()
                .getOrDefault("s", 0);
    }

    @Test
    void aPeerThatAnswersLateKeepsWhatItHasAnsweredBefore() {
        refresh();
        answer("one", room(5, 3));
        answer("two", room(9, 4));
        endOfWait();
        refresh();
        answer("one", room(5, 1));
        endOfWait();
        assertThat(peak()).isEqualTo(9);
        assertThat(sessionsOfSection()).isEqualTo(1 + 4);
    }

    @Test
    void aLateAnswerCountsFromTheNextRequestOn() {
        refresh();
        endOfWait();
        answer("two", room(9, 4));
        refresh();
        answer("one", Map.of());
        endOfWait();
        assertThat(sessionsOfSection()).isEqualTo(4);
        refresh();
        answer("two", requests, room(9, 7));
        answer("two", requests - 1, room(9, 5));
        endOfWait();
        assertThat(sessionsOfSection()).as("the newest answer").isEqualTo(7);
    }

    @Test
    void aRoomThatAPeerDoesNotAnswerWithHasNoShareOfIt() {
        refresh();
        answer("one", room(5, 3));
        answer("two", room(9, 4));
        endOfWait();
        refresh();
        answer("one", room(5, 3));
        answer("two", Map.of());
        endOfWait();
        assertThat(sessionsOfSection()).isEqualTo(3);
    }

    @Test
    void thePartsOfAnAnswerBelongTogether() {
        refresh();
        details.received(new Details("one", "self", requests, room(5, 3), false));
        details.received(new Details("one", "self", requests, Map.of(), true));
        endOfWait();
        assertThat(sessionsOfSection()).isEqualTo(3);
    }

    @Test
    void thatOfAPeerThatHasLeftIsDropped() {
        refresh();
        answer("one", room(5, 3));
        answer("two", room(9, 4));
        endOfWait();
        census.received(new Leave("two"));
        refresh();
        endOfWait();
        assertThat(sessionsOfSection()).isEqualTo(3);
        census.received(new Leave("one"));
        thread.advance(Duration.ofMillis(300));
        details.refresh(Set.of(ROOM), () -> done++);
        assertThat(sessionsOfSection()).isZero();
    }

    /** Gives the node its own census messages back, and keeps the requests for details. */
    private final class EchoingBus implements ClusterBus {

        private final List<DetailRequest> requests = new ArrayList<>();

        @Override
        public void start(Receiver receiver) {}

        @Override
        public void publish(String message) {
            CensusMessage decoded = CensusCodec.decode(message).orElseThrow();
            if (decoded instanceof DetailRequest request) {
                requests.add(request);
            } else {
                thread.execute(() -> census.received(decoded));
            }
        }

        @Override
        public void send(String node, String message) {}

        @Override
        public void resubscribe() {}

        @Override
        public CompletionStage<Long> append(String content) {
            return CompletableFuture.completedFuture(1L);
        }

        @Override
        public CompletionStage<Epoch> epoch(String self, List<Member> members, long known, String run) {
            return CompletableFuture.completedFuture(new Epoch(0, List.of(), ""));
        }

        @Override
        public void close() {}
    }
}
