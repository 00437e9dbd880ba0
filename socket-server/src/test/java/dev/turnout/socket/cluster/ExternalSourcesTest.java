package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.Moments;
import dev.turnout.socket.cluster.CensusMessage.ExternalAges;
import dev.turnout.socket.cluster.CensusMessage.ExternalReport;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a source reports counts on one node, also when Redis was away while the source changed the node. */
class ExternalSourcesTest {

    private static final AuctionId ROOM = new AuctionId("a");
    private static final String SOURCE = "cdn";

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final MomentSource moments = Moments.of(thread, thread::nanoTime);
    private final List<Node> nodes = new ArrayList<>();
    private final List<CensusMessage> published = new ArrayList<>();
    private final Node a = new Node("a");
    private final Node b = new Node("b");
    private final Node c = new Node("c");

    private final class Node {

        private final Audience audience = new Audience(CountBy.SESSIONS);
        private final ExternalSources sources;
        private boolean isConnected = true;

        Node(String id) {
            sources = new ExternalSources(
                    id, audience, thread, moments, thread::nanoTime, message -> publish(this, message));
            nodes.add(this);
        }

        void isSent(int count) {
            audience.reportExternal(ROOM, SOURCE, count, moments.now());
            sources.reported(ROOM, SOURCE);
            thread.settle();
        }

        void loses() {
            isConnected = false;
            sources.deaf(true);
        }

        void receivesAgain() {
            isConnected = true;
            sources.deaf(false);
            thread.settle();
        }

        private void received(CensusMessage message) {
            if (message instanceof ExternalReport report) {
                sources.received(report);
            } else if (message instanceof ExternalAges reports) {
                sources.received(reports);
            }
        }

        int count() {
            return audience.room(ROOM).map(AuctionRoom::count).orElse(0);
        }
    }

    private void publish(Node from, CensusMessage message) {
        if (from.isConnected) {
            published.add(message);
            nodes.stream()
                    .filter(node -> node.isConnected && node != from)
                    .forEach(node -> thread.execute(() -> node.received(message)));
        }
    }

    private void passSeconds(int seconds) {
        thread.advance(Duration.ofSeconds(seconds));
    }

    private List<Integer> counts() {
        return nodes.stream().map(Node::count).toList();
    }

    @Test
    void aReportReplacesThoseToOtherNodes() {
        a.isSent(10_000);
        passSeconds(15);
        b.isSent(9_000);
        assertThat(counts()).containsExactly(0, 9_000, 0);
        a.isSent(8_000);
        assertThat(counts()).containsExactly(8_000, 0, 0);
    }

    @Test
    void aReportThatTheOthersMissedReplacesTheirsLater() {
        a.isSent(10_000);
        passSeconds(15);
        nodes.forEach(Node::loses);
        b.isSent(9_000);
        passSeconds(15);
        a.receivesAgain();
        c.receivesAgain();
        b.receivesAgain();
        assertThat(counts()).containsExactly(0, 9_000, 0);
    }

    @Test
    void whoeverReceivesAgainFirstTheNewestReportStays() {
        a.isSent(10_000);
        passSeconds(15);
        nodes.forEach(Node::loses);
        b.isSent(9_000);
        passSeconds(15);
        b.receivesAgain();
        c.receivesAgain();
        a.receivesAgain();
        assertThat(counts()).containsExactly(0, 9_000, 0);
    }

    @Test
    void aReportIsRepeatedAfterAnOutageThatNoNodeNoticed() {
        a.isSent(10_000);
        passSeconds(15);
        b.isConnected = false;
        b.isSent(9_000);
        b.isConnected = true;
        assertThat(counts()).containsExactly(10_000, 9_000, 0);
        thread.advance(ExternalSources.REPEAT);
        assertThat(counts()).containsExactly(0, 9_000, 0);
        published.clear();
        passSeconds(60);
        assertThat(published).as("once").isEmpty();
    }

    @Test
    void aReportThatAnotherHasReplacedIsNotRepeated() {
        a.isSent(10_000);
        passSeconds(1);
        b.isSent(9_000);
        passSeconds(1);
        a.isSent(8_000);
        passSeconds(60);
        assertThat(published).filteredOn(ExternalAges.class::isInstance).hasSize(1);
        assertThat(counts()).containsExactly(8_000, 0, 0);
    }

    @Test
    void aReportOfNoViewersIsRepeatedToo() {
        a.isSent(10_000);
        passSeconds(15);
        nodes.forEach(Node::loses);
        b.isSent(0);
        passSeconds(15);
        nodes.forEach(Node::receivesAgain);
        assertThat(counts()).containsExactly(0, 0, 0);
    }

    @Test
    void aReportIsNotRepeatedAfterTheTimeForWhichItMayCount() {
        a.isSent(10_000);
        a.loses();
        thread.advance(ExternalSources.KEPT.plusSeconds(1));
        published.clear();
        a.receivesAgain();
        assertThat(published).isEmpty();
    }

    @Test
    void manyReportsAreRepeatedInParts() {
        IntStream.range(0, 2 * ExternalSources.PART + 1)
                .forEach(i -> a.sources.reported(new AuctionId("room" + i), SOURCE));
        published.clear();
        a.receivesAgain();
        assertThat(published)
                .hasSize(3)
                .allSatisfy(message ->
                        assertThat(((ExternalAges) message).millis()).hasSizeLessThanOrEqualTo(ExternalSources.PART));
    }
}
