package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.SnapshotOutbox.Filter;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the snapshots that are sent next. All methods run on the owner thread.
 *
 * <p>With fewer auctions than free requests a search reads the outbox to its end, and there is one after each response.
 * So that a long backlog is not read that often, a search after one that reached the end is only for auctions that were
 * released since, until more snapshots wait.
 */
final class NextSnapshots {

    private final SnapshotOutbox outbox;
    private final Filter free;
    private final Set<String> failed;

    /** The auctions of which a snapshot may be found; null if of any. */
    private @Nullable Set<String> candidates;

    private long arrivals;

    /**
     * @param free whether a snapshot may be sent now
     * @param failed auctions whose last attempt failed; they are sent after all others
     */
    NextSnapshots(SnapshotOutbox outbox, Filter free, Set<String> failed) {
        this.outbox = outbox;
        this.free = free;
        this.failed = failed;
        this.arrivals = outbox.arrivals();
    }

    /** An auction is free again. */
    void released(String auction) {
        if (candidates != null) {
            candidates.add(auction);
        }
    }

    /** The first free snapshots in sending order, one of each auction at most. */
    List<Stored> find(int most) throws SQLException {
        if (outbox.arrivals() != arrivals) {
            arrivals = outbox.arrivals();
            candidates = null;
        }
        Set<String> among = candidates;
        candidates = null;
        List<Stored> found = new ArrayList<>(search(most, among, auction -> !failed.contains(auction)));
        if (found.size() < most && !failed.isEmpty()) {
            found.addAll(search(most - found.size(), among, failed::contains));
        }
        if (found.size() < most) {
            candidates = new HashSet<>();
        } else {
            candidates = among;
            found.forEach(each -> forget(each.auction().value()));
        }
        return found;
    }

    private void forget(String auction) {
        if (candidates != null) {
            candidates.remove(auction);
        }
    }

    private List<Stored> search(int most, @Nullable Set<String> among, Predicate<String> kind) throws SQLException {
        if (among == null) {
            return outbox.next(most, (id, auction) -> kind.test(auction) && free.accepts(id, auction));
        }
        Set<String> wanted = among.stream().filter(kind).collect(Collectors.toSet());
        int limit = Math.min(most, wanted.size());
        return limit == 0
                ? List.of()
                : outbox.next(limit, (id, auction) -> wanted.contains(auction) && free.accepts(id, auction));
    }
}
