package dev.turnout.socket.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountPublisherTest {

    private static final AuctionId A = new AuctionId("a");
    private static final AuctionId B = new AuctionId("b");

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final Audience audience = new Audience(CountBy.SESSIONS);
    private final List<Watcher> watchers = new ArrayList<>();
    private final FakeEndpoint endpoint = new FakeEndpoint(thread, Duration.ofNanos(5_500));
    private double load;
    private final CountPublisher publisher =
            new CountPublisher(endpoint, thread, thread::nanoTime, 1, () -> (long) (load * thread.nanoTime()));

    CountPublisherTest() {
        audience.addListener(publisher);
    }

    @Test
    void aLoneChangeGoesOutAtOnceToAll() {
        Watcher one = joins(A);
        after("10ms");
        assertThat(one.socket.counts).containsExactly(1);

        after("1s");
        Watcher two = joins(A);
        after("1ms");
        assertThat(one.socket.counts).containsExactly(1, 2);
        assertThat(two.socket.counts).containsExactly(2);

        after("1s");
        leaves(two);
        after("1ms");
        assertThat(one.socket.counts).containsExactly(1, 2, 1);
    }

    @Test
    void aViewerThatJoinsWhileTheRoomWaitsGetsTheCountAtOnceAndOnce() {
        Watcher one = joins(A);
        after("1ms");
        Watcher two = joins(A);
        after("1ms");
        assertThat(two.socket.counts).containsExactly(2);
        assertThat(one.socket.counts).containsExactly(1);

        after("1s");
        assertThat(one.socket.counts).containsExactly(1, 2);
        assertThat(two.socket.counts).containsExactly(2, 2);
    }

    @Test
    void oneWhoLeavesAtTheSameMomentDoesNotLeaveANewSessionWithAnOldCount() {
        Watcher one = joins(A);
        after("1ms");
        Watcher two = joins(A);
        leaves(one);
        after("1ms");
        Watcher three = joins(A);
        leaves(two);
        after("1s");

        assertThat(three.socket.last()).isEqualTo(1);
    }

    @Test
    void underChurnARoomGetsOneCountPerIntervalAndAlwaysALastOne() {
        Watcher first = joins(A);
        after("1s");
        for (int i = 0; i < 400; i++) {
            joins(A);
            after("5ms");
        }
        after("1s");

        assertThat(first.socket.last()).isEqualTo(401);
        assertThat(first.socket.counts).hasSizeBetween(10, 24).isSorted();
    }

    @Test
    void twoThousandWhoJoinAtOnceCostASmallMultipleOfTwoThousandFrames() {
        for (int i = 0; i < 2_000; i++) {
            joins(A);
            after("50us");
        }
        after("250ms");

        assertThat(watchers).allMatch(watcher -> watcher.socket.last() == 2_000);
        assertThat(endpoint.frames).isLessThan(4 * 2_000);
        after("5s");
        assertThat(endpoint.frames).isLessThan(4 * 2_000);
        assertThat(endpoint.frames).isEqualTo(publisher.frames());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void nineteenThousandAreExactAQuarterOfASecondAfterTheLastOfThem(int phase) {
        Watcher first = joins(A);
        int joining = 19_000 - 1 + phase * 400;
        for (int i = 0; i < joining; i++) {
            joins(A);
            after("110us");
        }
        after("250ms");

        assertThat(watchers).allMatch(watcher -> watcher.socket.last() == watchers.size());
        assertThat(first.socket.counts).hasSizeLessThan(30);
        assertThat(room(A).mostUnderWay).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aCrowdThatStuttersEndsExactInTime(long seed) {
        Random random = new Random(seed);
        int joined = 0;
        while (joined < 19_000) {
            for (int i = 0; i < 50 + random.nextInt(1_500); i++, joined++) {
                joins(A);
                after("60us");
            }
            after(random.nextInt(40) + "ms");
        }
        after("320ms");

        assertThat(watchers).allMatch(watcher -> watcher.socket.last() == watchers.size());
    }

    @ParameterizedTest
    @CsvSource({"0, 0.25", "0.5, 0.16", "1, 0.065"})
    void aBigRoomThatKeepsChurningTakesItsShareOfTheLoop(double loadOfProcessor, double expected) {
        load = loadOfProcessor;
        for (int i = 0; i < 20_000; i++) {
            joins(A);
        }
        after("10s");
        long before = endpoint.busyNanos;
        for (int i = 0; i < 4_000; i++) {
            leaves(watchers.get(i));
            after("5ms");
        }
        double share = (endpoint.busyNanos - before) / 20e9;

        assertThat(share).isBetween(0.9 * expected, 1.2 * expected);
        after("250ms");
        assertThat(watchers.get(watchers.size() - 1).socket.last()).isEqualTo(16_000);
    }

    @Test
    void changesFarApartInABigRoomDoNotTakeMoreThanTheirShareEither() {
        for (int i = 0; i < 20_000; i++) {
            joins(A);
        }
        after("10s");
        long before = endpoint.busyNanos;
        for (int i = 0; i < 400; i++) {
            leaves(watchers.get(i));
            after("50ms");
        }

        assertThat((endpoint.busyNanos - before) / 20e9).isLessThan(0.28);
    }

    @Test
    void manyRoomsThatChurnTogetherKeepToTheShareOfAll() {
        List<AuctionId> rooms = new ArrayList<>();
        for (int room = 0; room < 1_000; room++) {
            rooms.add(new AuctionId("room-" + room));
            for (int i = 0; i < 100; i++) {
                joins(rooms.get(room));
            }
        }
        after("20s");
        churn(rooms, 16_000);
        long before = endpoint.busyNanos;
        long start = thread.nanoTime();
        churn(rooms, 20_000);

        assertThat((double) (endpoint.busyNanos - before) / (thread.nanoTime() - start))
                .isBetween(0.6, 0.75);
        assertThat(publisher.stretch()).isGreaterThan(5);
        after("5s");
        assertThat(watchers)
                .filteredOn(watcher -> watcher.session.watching())
                .allMatch(watcher -> watcher.socket.last() == count(watcher.session.auction()));
    }

    private void churn(List<AuctionId> rooms, int steps) {
        for (int i = 0; i < steps; i++) {
            Watcher leaving = watchers.get(i);
            if (leaving.session.watching()) {
                leaves(leaving);
            }
            joins(rooms.get(i % rooms.size()));
            after("500us");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void howeverItChurnsInTheEndEveryoneSeesTheExactCount(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 3_000; step++) {
            AuctionId id = random.nextBoolean() ? A : B;
            Watcher someone = watchers.isEmpty() ? joins(id) : watchers.get(random.nextInt(watchers.size()));
            if (random.nextInt(5) < 2 && someone.session.watching()) {
                leaves(someone);
            } else {
                joins(id);
            }
            thread.advance(Duration.ofNanos(random.nextInt(random.nextInt(20) == 0 ? 300_000_000 : 2_000_000)));
            if (random.nextInt(200) == 0) {
                after("3s");
                checkEveryone();
            }
        }
        after("3s");
        checkEveryone();
    }

    private void checkEveryone() {
        assertThat(watchers)
                .filteredOn(watcher -> watcher.session.watching())
                .allMatch(watcher -> watcher.socket.last() == count(watcher.session.auction()));
        assertThat(room(A).mostUnderWay).isLessThanOrEqualTo(1);
    }

    @Test
    void aFanOutThatFailsIsCountedAndTheNextOneGoesOut() {
        Watcher one = joins(A);
        after("1s");
        room(A).broken = true;
        joins(A);
        after("1s");
        assertThat(publisher.failures()).isEqualTo(1);

        room(A).broken = false;
        joins(A);
        after("1s");
        assertThat(one.socket.last()).isEqualTo(3);
    }

    @Test
    void aFanOutThatThrowsIsCountedAndNeitherItsRoomNorAnotherWaitsForIt() {
        Watcher one = joins(A);
        Watcher other = joins(B);
        after("1s");
        room(A).throwing = true;
        joins(A);
        joins(B);
        after("1s");
        assertThat(publisher.failures()).isEqualTo(1);
        assertThat(other.socket.last()).isEqualTo(2);

        room(A).throwing = false;
        joins(A);
        after("1s");
        assertThat(one.socket.last()).isEqualTo(3);
    }

    @Test
    void aRoomThatEmptiedIsForgotten() {
        Watcher one = joins(A);
        leaves(one);
        after("1s");
        int fanOuts = room(A).fanOuts;
        after("10s");

        assertThat(room(A).fanOuts).isEqualTo(fanOuts);
        assertThat(publisher.rooms()).isZero();
    }

    @Test
    void theFirstCountIsSentEarlyOnlyWhileTheRoomWaits() {
        FakeEndpoint.FakeSession newcomer = endpoint.session(null);
        assertThat(publisher.sendFirstCountEarly(A, newcomer)).isFalse();
        joins(A);
        joins(A);

        assertThat(publisher.sendFirstCountEarly(A, newcomer)).isTrue();
        after("10s");
        assertThat(newcomer.last()).isEqualTo(3);
        assertThat(publisher.sendFirstCountEarly(A, newcomer)).isFalse();
    }

    @Test
    void aViewerThatGotItsCountEarlyGetsTheRoomsNextCountAndNoSecondOne() {
        joins(A);
        joins(A);
        long firstCounts = publisher.firstCounts();
        Watcher early = joins(A, true);

        assertThat(publisher.firstCounts()).isEqualTo(firstCounts);
        after("2s");
        assertThat(early.socket.last()).isEqualTo(3);
    }

    private Watcher joins(AuctionId id) {
        return joins(id, false);
    }

    private Watcher joins(AuctionId id, boolean getsFirstCount) {
        Watcher watcher = new Watcher(
                new ViewerSession(id, new ViewerId(null, watchers.size()), null, Presence.NONE),
                endpoint.session(null));
        watchers.add(watcher);
        watcher.socket.join(id.slug());
        audience.join(watcher.session, Moments.at(thread.millis()));
        publisher.sendFirstCount(audience.room(id).orElseThrow(), watcher.socket, getsFirstCount);
        return watcher;
    }

    private void leaves(Watcher watcher) {
        watcher.socket.leave(watcher.session.auction().slug());
        audience.leave(watcher.session, Moments.at(thread.millis()));
    }

    private int count(AuctionId id) {
        return audience.room(id).orElseThrow().count();
    }

    private FakeEndpoint.FakeRoom room(AuctionId id) {
        return endpoint.room(id.slug());
    }

    private void after(String time) {
        long number = Long.parseLong(time.replaceAll("\\D", ""));
        thread.advance(
                switch (time.replaceAll("\\d", "")) {
                    case "us" -> Duration.ofNanos(number * 1_000);
                    case "ms" -> Duration.ofMillis(number);
                    default -> Duration.ofSeconds(number);
                });
    }

    private record Watcher(ViewerSession session, FakeEndpoint.FakeSession socket) {}
}
