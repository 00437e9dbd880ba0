package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.testkit.raw.RawConnection;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Both servers, viewers and publishers, in rounds: churn with a kill, then a quiet point at which every count and delivery
 * is checked; at the end what is stored. Runs on the thread that calls it.
 */
final class SoakRun implements AutoCloseable {

    private static final int AUCTIONS = 3;
    private static final int HTTP_VIEWERS = 3;
    private static final int PUBLISH_MILLIS = 50;
    private static final int HTTP_STEP_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SoakViewer.Behaviour BEHAVIOUR =
            new SoakViewer.Behaviour(Duration.ofMillis(100), 400, 50, true, false, Duration.ofSeconds(5));

    /**
     * Size and times of a run.
     *
     * @param sample time between two samples
     * @param minute time between two snapshots
     * @param churn length of the churn of a round, during which one kill happens
     */
    record Plan(int viewers, long seed, Duration sample, Duration minute, Duration churn) {}

    private final Plan plan;
    private final Product product;
    private final SoakEnvironment environment;
    private final Killer killer;
    private final List<SoakAuction> auctions = new ArrayList<>();
    private final List<SoakViewer> viewers = new ArrayList<>();
    private final List<SoakHttpViewer> httpViewers = new ArrayList<>();
    private final List<SoakPublisher> publishers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService steps = Executors.newScheduledThreadPool(AUCTIONS + 1);
    private int quietPoints;
    private int minutes;
    private int reported;

    SoakRun(Plan plan) {
        this.plan = plan;
        this.product = Product.withBothServers()
                .socket("SAMPLE_INTERVAL", plan.sample().toMillis() + "ms")
                .socket("SNAPSHOT_INTERVAL", plan.minute().toMillis() + "ms")
                .socket("PING_INTERVAL", "5s")
                .socket("PING_TIMEOUT", "10s");
        product.backendApi();
        Interruptions kills = new Interruptions();
        this.environment = new SoakEnvironment(kills, kills);
        this.killer = new Killer(product, kills, plan.seed());
        int port = product.socketServer().port();
        SoakNode node = new SoakNode(product);
        for (int i = 0; i < AUCTIONS; i++) {
            SoakAuction auction = new SoakAuction("soak-" + i);
            product.admin().createsAuction(auction.id());
            auctions.add(auction);
            publishers.add(new SoakPublisher(auction, environment, List.of(node)));
        }
        for (int i = 0; i < plan.viewers(); i++) {
            viewers.add(new SoakViewer(
                    i,
                    auctions.get(i % AUCTIONS),
                    environment,
                    () -> RawConnection.to(port),
                    BEHAVIOUR,
                    plan.seed() * 31 + i));
        }
        for (int i = 0; i < HTTP_VIEWERS; i++) {
            httpViewers.add(new SoakHttpViewer(
                    auctions.get(i % AUCTIONS),
                    environment,
                    product.socketServer().http(),
                    plan.seed() * 37 + i));
        }
    }

    /** Starts viewers and publishers. */
    void begin() {
        viewers.forEach(viewer -> {
            Thread thread = new Thread(viewer, "soak-viewer");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        });
        publishers.forEach(publisher ->
                steps.scheduleWithFixedDelay(publisher, PUBLISH_MILLIS, PUBLISH_MILLIS, TimeUnit.MILLISECONDS));
        httpViewers.forEach(viewer ->
                steps.scheduleWithFixedDelay(viewer, HTTP_STEP_MILLIS, HTTP_STEP_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Churn with a kill, then a quiet point. */
    void round() throws InterruptedException {
        environment.phase(Phase.CHURN);
        int half = (int) plan.churn().toMillis() / 2;
        killer.strike(half);
        TimeUnit.MILLISECONDS.sleep(half);
        environment.phase(Phase.STILL);
        quietPoints++;
        settle("quiet point " + quietPoints);
    }

    /** Checks until no difference is left; those left after the patience are violations. */
    private void settle(String when) throws InterruptedException {
        settle(when, this::unsettled);
    }

    private void settle(String when, Supplier<List<String>> look) throws InterruptedException {
        Settling.differencesAfter(PATIENCE, look).forEach(what -> environment.violations.add(when + ": " + what));
    }

    private List<String> unsettled() {
        List<String> open = new ArrayList<>();
        if (publishers.stream().anyMatch(SoakPublisher::isPublishing)) {
            open.add("a publisher waits for its answer");
        }
        for (int i = 0; i < auctions.size(); i++) {
            SoakAuction auction = auctions.get(i);
            List<SoakViewer.Snapshot> watching = new ArrayList<>();
            for (int v = i; v < viewers.size(); v += auctions.size()) {
                watching.add(viewers.get(v).snapshot());
            }
            open.addAll(differences(auction, watching));
        }
        return open;
    }

    private List<String> differences(SoakAuction auction, List<SoakViewer.Snapshot> watching) {
        List<String> open = new ArrayList<>();
        List<SoakViewer.Snapshot> connected = watching.stream()
                .filter(viewer -> viewer.state() == SoakViewer.State.CONNECTED)
                .toList();
        long http = httpViewers.stream()
                .filter(viewer -> viewer.auction() == auction && viewer.isJoined())
                .count();
        long expected = connected.size() + http;
        int counted = product.internalApi().count(auction.id());
        if (counted != expected) {
            open.add(auction.id() + " has " + expected + " viewers, and the count is " + counted);
        }
        open.addAll(Settling.wrongCounts(watching, expected));
        open.addAll(Settling.missingEvents(watching));
        return open;
    }

    /** Stops socket-server in good order, and checks what backend-api has stored. */
    void end() throws InterruptedException {
        environment.phase(Phase.OVER);
        steps.shutdown();
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
        settle("the end", this::leftInRooms);
        int exit = product.socketServer().terminate();
        if (exit != 0) {
            environment.violations.add("socket-server ended with " + exit);
        }
        product.socketServer().restart();
        settle("the outbox", this::leftInOutbox);
        StoredMinutes stored =
                new StoredMinutes(plan.sample(), plan.minute(), killer.socketKills(), environment.violations::add);
        for (SoakAuction auction : auctions) {
            minutes += stored.check(auction, product.admin().analytics(auction.id(), "timeRange=24h"));
        }
    }

    private List<String> leftInRooms() {
        return auctions.stream()
                .filter(auction -> product.internalApi().count(auction.id()) > HTTP_VIEWERS)
                .map(auction -> auction.id() + " still has sessions of clients that have ended")
                .toList();
    }

    private List<String> leftInOutbox() {
        JsonNode outbox = product.internalApi().outbox();
        boolean empty =
                outbox.path("waiting").asInt(-1) == 0 && outbox.path("setAside").isEmpty();
        return empty ? List.of() : List.of(outbox.toString());
    }

    Violations violations() {
        return environment.violations;
    }

    int minutes() {
        return minutes;
    }

    long received() {
        return environment.received.sum();
    }

    /** Prints the totals on one line, then the violations that were not reported yet. */
    void report(Consumer<String> out) {
        int published = auctions.stream()
                .mapToInt(auction -> auction.published().total())
                .sum();
        out.accept(quietPoints + " quiet points, " + environment.violations.count() + " violations; " + killer + "; "
                + published + " published, " + environment.received + " received, " + environment.joined + " joined, "
                + environment.lost + " lines dropped, " + environment.recovered + " recovered, "
                + environment.upgraded + " upgraded; heap " + heap() + " MiB");
        List<String> all = environment.violations.first();
        all.subList(reported, all.size()).forEach(out);
        reported = all.size();
    }

    private long heap() {
        try {
            return (long) product.socketServer().metric("jvm_memory_used_bytes") >> 20;
        } catch (UncheckedIOException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        environment.phase(Phase.OVER);
        steps.shutdownNow();
        product.stop();
    }
}
