package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.NodeMessage.Viewers;
import dev.turnout.socket.cluster.NodeMessage.ViewersCheck;
import dev.turnout.socket.cluster.NodeMessage.ViewersCounted;
import dev.turnout.socket.cluster.NodeMessage.ViewersRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has each viewer with sessions on several nodes counted on one of them, in the rooms that belong to this node. Nodes report
 * the hashes of their viewers; a viewer that two of them count stays with the one that reported it first, and the other is
 * sent that the viewer is elsewhere. When that node's session ends, or the node dies, the next one counts the viewer. Pure;
 * times are monotonic nanoseconds. Audience thread only.
 *
 * <p>That the viewer is elsewhere is sent to the second node only after {@link #MOVE_NANOS}. A session that moves to it is first
 * open on both nodes and then ends on the old one. Sent at once, neither node would count the viewer for a moment. The price is
 * that a viewer's second page is counted for so long.
 *
 * <pre>
 * viewer v joins on A:  A counts v, reports (v, HERE)
 * v joins on B:         B counts v, reports (v, HERE)      owner to B: v is ELSEWHERE       B reports (v, ELSEWHERE)
 * v leaves A:           A reports (v, GONE)                owner to B: v is HERE            B reports (v, HERE)
 * </pre>
 *
 * <p>A node's next report confirms a correction; until then it is sent again with every check. Lost reports show in the
 * digest of the check, and all viewers of the node are requested.
 */
final class ViewerOwner {

    /** Corrections wait so long after a change of the members, so that the reports of all nodes are seen together. */
    static final long SETTLE_NANOS = Duration.ofMillis(200).toNanos();

    /** A node that has not sent a check for so long has no viewer in the rooms of this node any more. */
    static final long FORGET_NANOS = Duration.ofSeconds(5).toNanos();

    /** Longer than it takes from a session that continues on another node to the report that it has ended on its old one. */
    static final long MOVE_NANOS = Duration.ofMillis(100).toNanos();

    private static final long REQUEST_NANOS = Duration.ofMillis(500).toNanos();

    /** What one node has reported. */
    private static final class Reporter {
        private final String node;
        private final Map<AuctionId, Map<Long, Correction>> corrections = new HashMap<>();
        private boolean unsent;
        private long digest;
        private long lastCheck;
        private long lastRequest;

        private Reporter(String node, long now) {
            this.node = node;
            this.lastCheck = now;
            this.lastRequest = now - REQUEST_NANOS;
        }
    }

    /** The state that a viewer of a node should have, and the time from which it is sent to the node. */
    private record Correction(ViewerState due, long at) {}

    /** A viewer on one node; those of one viewer form a list in the order in which they were reported. */
    private static final class Holder {
        private final Reporter reporter;
        private ViewerState state;
        private @Nullable Holder next;

        private Holder(Reporter reporter, ViewerState state) {
            this.reporter = reporter;
            this.state = state;
        }
    }

    private final String self;
    private final NodeSender nodes;
    private final Map<AuctionId, Map<Long, Holder>> rooms = new HashMap<>();
    private final Map<String, Reporter> reporters = new HashMap<>();
    private boolean deaf;
    private boolean hasUnsent;
    private long sendAt;
    private long settledAt;

    ViewerOwner(String self, NodeSender nodes, long now) {
        this.self = self;
        this.nodes = nodes;
        this.settledAt = now + SETTLE_NANOS;
    }

    void reported(Viewers report, long now) {
        Reporter reporter = reporters.computeIfAbsent(report.from(), node -> new Reporter(node, now));
        reporter.lastCheck = now;
        if (report.all()) {
            forgetViewersOf(reporter, report.rooms(), now);
        }
        report.rooms()
                .forEach((room, states) -> states.forEach((hash, state) -> put(room, hash, reporter, state, now)));
    }

    /** A node's digest of what it has reported. */
    void checked(ViewersCheck check, long now) {
        Reporter reporter = reporters.computeIfAbsent(check.from(), node -> new Reporter(node, now));
        reporter.lastCheck = now;
        if (check.digest() != reporter.digest && now - reporter.lastRequest >= REQUEST_NANOS) {
            request(reporter, now);
        }
        if (!reporter.corrections.isEmpty()) {
            reporter.unsent = true;
            sendAt(now);
        }
    }

    private void sendAt(long time) {
        sendAt = hasUnsent && sendAt - time < 0 ? sendAt : time;
        hasUnsent = true;
    }

    /** The living nodes, this one included: the viewers of all others are counted elsewhere or are gone. */
    void members(Set<String> living, long now) {
        settledAt = now + SETTLE_NANOS;
        dropAll(
                reporters.values().stream()
                        .filter(reporter -> !living.contains(reporter.node))
                        .toList(),
                now);
    }

    /** While this node receives nothing, silence does not mean that a node has no viewers; afterwards all nodes are asked. */
    void deaf(boolean isDeaf, long now) {
        deaf = isDeaf;
        reporters.values().forEach(reporter -> {
            reporter.lastCheck = now;
            if (!deaf) {
                request(reporter, now);
            }
        });
    }

    private void request(Reporter reporter, long now) {
        reporter.lastRequest = now;
        nodes.send(new ViewersRequest(self, reporter.node));
    }

    void tick(long now) {
        dropAll(
                reporters.values().stream()
                        .filter(reporter -> !deaf && now - reporter.lastCheck >= FORGET_NANOS)
                        .toList(),
                now);
        if (hasUnsent && now - settledAt >= 0 && now - sendAt >= 0) {
            hasUnsent = false;
            reporters.values().stream()
                    .filter(reporter -> reporter.unsent)
                    .forEach(reporter -> sendCorrections(reporter, now));
        }
    }

    /** When {@link #tick} has something to do beside forgetting. */
    long nextTick(long now) {
        long wait = hasUnsent ? Math.max(settledAt - now, sendAt - now) : ViewerReports.CHECK_NANOS;
        return now + Math.max(0, wait);
    }

    private void sendCorrections(Reporter reporter, long now) {
        reporter.unsent = false;
        Map<AuctionId, Map<Long, ViewerState>> due = new HashMap<>();
        reporter.corrections.forEach((room, corrections) -> corrections.forEach((hash, correction) -> {
            if (now - correction.at() >= 0) {
                due.computeIfAbsent(room, id -> new HashMap<>()).put(hash, correction.due());
            } else {
                reporter.unsent = true;
                sendAt(correction.at());
            }
        }));
        if (!due.isEmpty()) {
            nodes.send(new ViewersCounted(self, reporter.node, due));
        }
    }

    private void dropAll(List<Reporter> gone, long now) {
        for (Reporter reporter : gone) {
            forgetViewersOf(reporter, Map.of(), now);
            reporters.remove(reporter.node);
        }
    }

    /** @param except the viewers that the node still has */
    private void forgetViewersOf(Reporter reporter, Map<AuctionId, Map<Long, ViewerState>> except, long now) {
        Map<AuctionId, List<Long>> gone = new HashMap<>();
        rooms.forEach((room, viewers) -> {
            Map<Long, ViewerState> kept = except.getOrDefault(room, Map.of());
            viewers.forEach((hash, holder) -> {
                if (!kept.containsKey(hash) && find(holder, reporter) != null) {
                    gone.computeIfAbsent(room, id -> new ArrayList<>()).add(hash);
                }
            });
        });
        gone.forEach((room, hashes) -> hashes.forEach(hash -> put(room, hash, reporter, ViewerState.GONE, now)));
    }

    private static @Nullable Holder find(@Nullable Holder first, Reporter reporter) {
        Holder holder = first;
        while (holder != null && holder.reporter != reporter) {
            holder = holder.next;
        }
        return holder;
    }

    private void put(AuctionId room, long hash, Reporter reporter, ViewerState state, long now) {
        Map<Long, Holder> viewers = rooms.computeIfAbsent(room, id -> new HashMap<>());
        Holder first = viewers.get(hash);
        Holder known = find(first, reporter);
        ViewerState before = known == null ? ViewerState.GONE : known.state;
        reporter.digest += ViewerDigest.of(room, hash, state) - ViewerDigest.of(room, hash, before);
        if (state == ViewerState.GONE) {
            first = without(first, reporter);
            correct(reporter, room, hash, null, now);
        } else if (known == null) {
            first = append(first, new Holder(reporter, state));
        } else {
            known.state = state;
        }
        if (first == null) {
            viewers.remove(hash);
        } else {
            viewers.put(hash, first);
            choose(room, hash, first, now);
        }
        if (viewers.isEmpty()) {
            rooms.remove(room);
        }
    }

    private static @Nullable Holder without(@Nullable Holder first, Reporter reporter) {
        if (first == null || first.reporter == reporter) {
            return first == null ? null : first.next;
        }
        first.next = without(first.next, reporter);
        return first;
    }

    private static Holder append(@Nullable Holder first, Holder added) {
        if (first == null) {
            return added;
        }
        Holder last = first;
        while (last.next != null) {
            last = last.next;
        }
        last.next = added;
        return first;
    }

    /** The first node that counts the viewer goes on; when none does, the first that has the viewer begins. */
    private void choose(AuctionId room, long hash, Holder first, long now) {
        Holder counting = first;
        while (counting != null && counting.state != ViewerState.HERE) {
            counting = counting.next;
        }
        Holder chosen = counting == null ? first : counting;
        for (Holder holder = first; holder != null; holder = holder.next) {
            ViewerState due = holder == chosen ? ViewerState.HERE : ViewerState.ELSEWHERE;
            correct(holder.reporter, room, hash, holder.state == due ? null : due, now);
        }
    }

    /** @param due null when the node is right */
    private void correct(Reporter reporter, AuctionId room, long hash, @Nullable ViewerState due, long now) {
        Map<Long, Correction> corrections = reporter.corrections.get(room);
        if (due != null) {
            Correction known = corrections == null ? null : corrections.get(hash);
            Correction correction = known != null && known.due() == due ? known : new Correction(due, from(due, now));
            reporter.corrections.computeIfAbsent(room, id -> new HashMap<>()).put(hash, correction);
            reporter.unsent = true;
            sendAt(correction.at());
        } else if (corrections != null) {
            corrections.remove(hash);
            if (corrections.isEmpty()) {
                reporter.corrections.remove(room);
            }
        }
    }

    private static long from(ViewerState due, long now) {
        return due == ViewerState.ELSEWHERE ? now + MOVE_NANOS : now;
    }
}
