package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A node that has read no epoch continues the run of its peers, and begins one of its own when there is none. */
class EpochsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private long now = 1;
    private final FakeBus bus = new FakeBus();
    private final Ownership ownership = new Ownership("self");
    private final Census census = new Census(
            "self",
            new Audience(CountBy.SESSIONS),
            thread,
            () -> new Moment(now / 1_000_000, now / 1_000_000),
            () -> now,
            bus,
            ownership::epoch,
            "",
            () -> {});
    private final Epochs epochs = new Epochs(
            "self",
            bus,
            census,
            ownership,
            new OwnedMinutes("self", ownership, new Nowhere(), () -> now, Optional.empty()),
            thread,
            () -> now,
            () -> now / 1_000_000,
            "own run");

    private void start() {
        census.start();
        epochs.start();
    }

    private void passSeconds(int seconds) {
        for (int i = 0; i < seconds; i++) {
            now += SECOND.toNanos();
            thread.advance(SECOND);
            bus.deliver(census);
        }
    }

    @Test
    void beginsAnEpochOnceRedisHasAnsweredSomeTimesThatThereIsNone() {
        start();
        passSeconds(2);
        assertThat(bus.begun).isEmpty();
        passSeconds(4);
        assertThat(bus.begun).containsExactly("own run");
        assertThat(ownership.epoch().run()).isEqualTo("own run");
    }

    /** The other nodes may receive from it later than it does, and one of them has the current run. */
    @Test
    void beginsNoneRightAfterRedisHasComeBack() {
        bus.away = true;
        start();
        passSeconds(20);
        bus.away = false;
        passSeconds(2);
        assertThat(bus.begun).isEmpty();
        passSeconds(4);
        assertThat(bus.begun).containsExactly("own run");
    }

    @Test
    void continuesTheRunThatAPeerNames() {
        start();
        epochs.peerHasRead(7, "old run");
        epochs.peerHasRead(6, "older run");
        passSeconds(2);
        assertThat(bus.begun).isEmpty();
        passSeconds(6);
        assertThat(bus.begun).containsExactly("old run");
        assertThat(ownership.epoch().number()).isGreaterThan(7);
    }

    @Test
    void namesTheEpochThatItHasReadInItsBeats() {
        start();
        passSeconds(8);
        assertThat(bus.last).contains("\"epoch\":1").contains("\"run\":\"own run\"");
    }

    /** A peer sends its first count before it has received those of the others. */
    @Test
    void aNewcomerOwnsNoMinuteThatBeginsBeforeItHasTheCountsOfTheOthers() {
        start();
        passSeconds(6);
        assertThat(since("self")).isLessThanOrEqualTo(now / 1_000_000);
        long comes = now / 1_000_000;
        census.received(new CensusMessage.FullState("peer", 0, Map.of()));
        passSeconds(2);
        assertThat(since("peer")).isBetween(comes + 3_000, comes + 5_000);
        long known = since("peer");
        census.received(new CensusMessage.FullState("peer", 0, Map.of()));
        passSeconds(2);
        assertThat(since("peer")).isEqualTo(known);
    }

    @Test
    void nodesThatComeTogetherOwnTheMinutesFromThenOn() {
        start();
        passSeconds(1);
        for (int second = 0; second < 7; second++) {
            census.received(new CensusMessage.FullState("peer", 0, Map.of()));
            passSeconds(1);
        }
        assertThat(since("peer")).isEqualTo(since("self")).isLessThanOrEqualTo(now / 1_000_000);
    }

    private long since(String node) {
        return ownership.epoch().members().stream()
                .filter(member -> member.node().equals(node))
                .mapToLong(ClusterBus.Member::since)
                .findAny()
                .orElseThrow();
    }

    private static final class Nowhere implements SnapshotSink {

        @Override
        public void finished(List<AuctionMinute> minutes) {}

        @Override
        public void draft(List<AuctionMinute> minutes) {}
    }

    /** A Redis with an epoch that any node may begin. */
    private static final class FakeBus implements ClusterBus {

        private final List<String> published = new ArrayList<>();
        private final List<String> begun = new ArrayList<>();
        private Epoch epoch = new Epoch(0, List.of(), "");
        private String last = "";
        private boolean away;

        void deliver(Census census) {
            List<String> messages = List.copyOf(published);
            published.clear();
            messages.forEach(message -> CensusCodec.decode(message).ifPresent(census::received));
        }

        @Override
        public void start(Receiver receiver) {}

        @Override
        public void publish(String message) {
            last = message;
            if (!away) {
                published.add(message);
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
            if (away) {
                return CompletableFuture.failedFuture(new IllegalStateException("away"));
            }
            boolean begins = epoch.number() < known || !members.equals(epoch.members());
            if (!members.isEmpty() && begins) {
                epoch = new Epoch(known + 1, members, run);
                begun.add(run);
            }
            return CompletableFuture.completedFuture(epoch);
        }

        @Override
        public void close() {}
    }
}
