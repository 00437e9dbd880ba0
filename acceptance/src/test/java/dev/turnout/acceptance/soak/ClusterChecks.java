package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Compares what nodes and clients of a cluster show with what is true. One thread. */
final class ClusterChecks {

    private static final int MOST_REPORTED = 10;

    private final SoakCluster cluster;
    private final List<SoakAuction> auctions;
    private final List<SoakViewer> viewers;
    private final List<SoakPublisher> publishers;
    private final Violations violations;
    private final Duration within;
    private int more;

    /**
     * @param viewers the first watches the first auction, the second the second, and so on
     * @param within how long something may be wrong
     */
    ClusterChecks(
            SoakCluster cluster,
            List<SoakAuction> auctions,
            List<SoakViewer> viewers,
            List<SoakPublisher> publishers,
            Violations violations,
            Duration within) {
        this.cluster = cluster;
        this.auctions = auctions;
        this.viewers = viewers;
        this.publishers = publishers;
        this.violations = violations;
        this.within = within;
    }

    /** The number of clients of an auction. */
    int viewersOf(int auction) {
        return (viewers.size() - auction + auctions.size() - 1) / auctions.size();
    }

    /** Each auction has so many more viewers, which are no clients. */
    void more(int than) {
        more = than;
    }

    /** Every node counts with all others, and shows the exact counts, and so does every client; the milliseconds until then. */
    long exactEverywhere(String when) throws InterruptedException {
        return await(when, within, () -> {
            List<String> open = new ArrayList<>();
            for (SoakNode node : cluster.nodes()) {
                open.addAll(cluster.notTogether(node));
            }
            return open.isEmpty() ? wrong(cluster.nodes()) : open;
        });
    }

    /** These nodes and all clients show the exact counts; the milliseconds until then. */
    long exactAt(List<SoakNode> nodes, String when) throws InterruptedException {
        return await(when, within, () -> wrong(nodes));
    }

    /** These nodes count so many viewers less than there are; the milliseconds until then. */
    long fewerAt(List<SoakNode> nodes, int fewer, String when) throws InterruptedException {
        int expected = viewers.size() + more * auctions.size() - fewer;
        return await(when, within, () -> {
            List<String> open = new ArrayList<>();
            for (SoakNode node : nodes) {
                int counted = 0;
                for (JsonNode count : counts(node)) {
                    counted += count.asInt();
                }
                if (counted != expected) {
                    open.add("a node counts " + counted + " viewers, right is " + expected);
                }
            }
            return open;
        });
    }

    private JsonNode counts(SoakNode node) {
        return node.api().counts(auctions.stream().map(SoakAuction::id).toList());
    }

    private List<String> wrong(List<SoakNode> nodes) {
        List<String> open = new ArrayList<>();
        for (int i = 0; i < auctions.size(); i++) {
            List<SoakViewer.Snapshot> watching = watching(i);
            watching.stream()
                    .filter(viewer -> viewer.state() == SoakViewer.State.DISCONNECTED)
                    .forEach(viewer -> open.add(viewer.who() + " is not connected"));
            open.addAll(Settling.wrongCounts(watching, viewersOf(i) + more));
        }
        for (SoakNode node : open.isEmpty() ? nodes : List.<SoakNode>of()) {
            JsonNode counts = counts(node);
            for (int i = 0; i < auctions.size(); i++) {
                String id = auctions.get(i).id();
                if (counts.path(id).asInt() != viewersOf(i) + more) {
                    open.add(node.server().url() + " counts " + counts.path(id) + " viewers of " + id + ", right is "
                            + (viewersOf(i) + more));
                }
            }
        }
        return open;
    }

    private List<SoakViewer.Snapshot> watching(int auction) {
        List<SoakViewer.Snapshot> watching = new ArrayList<>();
        for (int v = auction; v < viewers.size(); v += auctions.size()) {
            watching.add(viewers.get(v).snapshot());
        }
        return watching;
    }

    /** Each client has received each event that it has to receive; while nobody publishes. */
    void allDelivered(String when) throws InterruptedException {
        await(when, within, () -> {
            List<String> open = new ArrayList<>();
            if (publishers.stream().anyMatch(SoakPublisher::isPublishing)) {
                open.add("a publisher waits for its answer");
            }
            for (int i = 0; i < auctions.size(); i++) {
                open.addAll(Settling.missingEvents(watching(i)));
            }
            return open;
        });
    }

    /** The milliseconds until there were no differences. Those that stay are violations. */
    long await(String when, Duration patience, Look look) throws InterruptedException {
        long start = System.nanoTime();
        List<String> open = Settling.differencesAfter(patience, () -> {
            try {
                return look.differences();
            } catch (UncheckedIOException e) {
                return List.of(String.valueOf(e));
            }
        });
        open.stream().limit(MOST_REPORTED).forEach(what -> violations.add(when + ": " + what));
        if (open.size() > MOST_REPORTED) {
            violations.add(when + ": and " + (open.size() - MOST_REPORTED) + " more");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    /** What is not as it should be. */
    interface Look {

        List<String> differences();
    }
}
