package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which snapshots are sent next, and how much of a backlog is read for it. */
class NextSnapshotsTest extends OutboxFixture {

    private static final int REQUESTS = 8;

    private final Set<String> failed = new HashSet<>();
    private final Deque<Stored> inFlight = new ArrayDeque<>();
    private final List<String> sent = new ArrayList<>();
    private int rowsRead;
    private NextSnapshots next;

    @BeforeEach
    void begin() {
        next = new NextSnapshots(outbox, this::isFree, failed);
    }

    private boolean isFree(long id, String auction) {
        rowsRead++;
        return inFlight.stream().noneMatch(each -> each.auction().value().equals(auction));
    }

    private void send() throws SQLException {
        next.find(REQUESTS - inFlight.size()).forEach(each -> {
            inFlight.add(each);
            sent.add(each.auction() + "/"
                    + Duration.between(NOW, each.snapshot().minute()).toMinutes());
        });
    }

    private void complete(SnapshotSender.Result result) throws SQLException {
        Stored completed = inFlight.remove();
        outbox.settle(List.of(new Settled(completed, result)), NOW);
        next.released(completed.auction().value());
    }

    private void appendMinutes(int auctions, int minutes) throws SQLException {
        for (int i = 0; i < minutes; i++) {
            append(Minutes.ofAuctions(auctions, i).toArray(AuctionMinute[]::new));
        }
    }

    @Test
    void aLongBacklogOfFewAuctionsIsNotReadAfterEachResponse() throws Exception {
        appendMinutes(5, 200);
        send();
        while (!inFlight.isEmpty()) {
            complete(new Accepted());
            send();
        }
        assertThat(sent).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(rowsRead).isLessThan(15_000);
    }

    @Test
    void anAuctionThatBeginsDuringALongBacklogIsFound() throws Exception {
        appendMinutes(5, 20);
        send();
        complete(new Accepted());
        send();
        append(minute("b", 50));
        send();
        assertThat(sent).hasSize(7).endsWith("b/50");
    }

    @Test
    void snapshotsThatWaitAgainAreFound() throws Exception {
        append(minute("a", 0));
        send();
        complete(new Refused(422, ""));
        send();
        assertThat(sent).hasSize(1);
        outbox.retry("true");
        send();
        assertThat(sent).containsExactly("a/0", "a/0");
    }

    @Test
    void auctionsWhoseLastAttemptFailedAreSentAfterTheOthers() throws Exception {
        appendMinutes(3, 1);
        failed.add("a0");
        assertThat(next.find(2)).extracting(each -> each.auction().value()).containsExactly("a1", "a2");
        assertThat(next.find(REQUESTS))
                .extracting(each -> each.auction().value())
                .endsWith("a0");
    }

    @Test
    void anAuctionThatIsReleasedIsFoundAlsoIfItsLastAttemptFailed() throws Exception {
        appendMinutes(3, 2);
        send();
        String auction = inFlight.remove().auction().value();
        failed.add(auction);
        next.released(auction);
        send();
        assertThat(sent).containsExactly("a0/0", "a1/0", "a2/0", "a0/0");
    }
}
