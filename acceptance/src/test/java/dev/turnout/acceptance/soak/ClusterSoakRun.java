package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs a cluster behind HAProxy with clients, which reconnect when they lose their connection, and with publishers of events.
 * Injects one fault after the other, checks every count and delivery after each, and the stored minutes at the end. Runs on the
 * thread that calls it.
 */
final class ClusterSoakRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STEP = Duration.ofSeconds(1);

    /** So many clients connect at once in the beginning, with TLS handshakes on both sides. */
    private static final int RAMP = 100;

    private static final int RAMP_MILLIS = 1_000;

    private final ClusterPlan plan;
    private final Consumer<String> out;
    private final SoakEnvironment environment = new SoakEnvironment(new Interruptions(), new Interruptions());
    private final SoakCluster cluster;
    private final Disturbances disturbances;
    private final ClusterChecks checks;
    private final ClusterFaults faults;
    private final ClusterMinutes minutes;
    private final List<SoakAuction> auctions = new ArrayList<>();
    private final List<SoakViewer> viewers = new ArrayList<>();
    private final List<SoakPublisher> publishers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService steps;
    private Instant began = Instant.MAX;
    private int reported;

    /** @param out takes what happens */
    ClusterSoakRun(ClusterPlan plan, Consumer<String> out) {
        this.plan = plan;
        this.out = out;
        this.cluster = new SoakCluster(plan);
        this.disturbances = new Disturbances(cluster.nodes());
        this.checks = new ClusterChecks(cluster, auctions, viewers, publishers, environment.violations, plan.within());
        this.faults = new ClusterFaults(plan, cluster, checks, environment, auctions, viewers, disturbances);
        this.minutes = new ClusterMinutes(plan.sample(), plan.minute(), disturbances, environment.violations::add);
        this.steps = Executors.newScheduledThreadPool(plan.auctions());
        for (int i = 0; i < plan.auctions(); i++) {
            SoakAuction auction = new SoakAuction("soak-" + i);
            cluster.admin().createsAuction(auction.id());
            auctions.add(auction);
            publishers.add(new SoakPublisher(auction, environment, cluster.nodes()));
        }
        for (int i = 0; i < plan.clients(); i++) {
            viewers.add(new SoakViewer(
                    i,
                    auctions.get(i % auctions.size()),
                    environment,
                    cluster.endpoint(i),
                    behaviour(i / auctions.size()),
                    plan.seed() * 31 + i));
        }
    }

    /** One of ten clients polls, one begins with polling and upgrades; half of the others keep cookies, as browsers do. */
    private SoakViewer.Behaviour behaviour(int client) {
        Duration absence = plan.longestAbsence();
        return switch (client % 10) {
            case 0 -> new SoakViewer.Behaviour(STEP, 1000, 0, false, true, absence);
            case 1 -> new SoakViewer.Behaviour(STEP, 1000, 1000, false, true, absence);
            default -> new SoakViewer.Behaviour(STEP, 0, 0, false, client % 2 == 0, absence);
        };
    }

    /** Starts clients and publishers. */
    void begin() throws InterruptedException {
        environment.connections.begin();
        environment.phase(Phase.CHURN);
        for (SoakViewer viewer : viewers) {
            Thread thread = new Thread(viewer, "soak-viewer");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
            if (threads.size() % RAMP == 0) {
                TimeUnit.MILLISECONDS.sleep(RAMP_MILLIS);
            }
        }
        long millis = checks.await(
                "at the begin",
                PATIENCE,
                () -> viewers.stream()
                        .map(SoakViewer::snapshot)
                        .filter(viewer -> viewer.state() != SoakViewer.State.CONNECTED)
                        .map(viewer -> viewer.who() + " is not connected")
                        .toList());
        checks.exactEverywhere("at the begin");
        environment.connections.end();
        viewers.forEach(SoakViewer::endures);
        began = Instant.now();
        for (int i = 0; i < publishers.size(); i++) {
            long period = plan.publishing().toMillis();
            steps.scheduleWithFixedDelay(
                    publishers.get(i), period * i / publishers.size(), period, TimeUnit.MILLISECONDS);
        }
        out.accept(plan.clients() + " clients are connected after " + millis + " ms");
    }

    /** Each of these faults once. */
    void round(List<ClusterFault> round) throws InterruptedException {
        for (ClusterFault fault : round) {
            cause(fault);
        }
        if (plan.wholeMinutes()) {
            faults.awaitNextMinute(Instant.now());
            faults.awaitNextMinute(Instant.now());
        }
    }

    private void cause(ClusterFault fault) throws InterruptedException {
        Instant from = Instant.now();
        long recovered = environment.recovered.sum();
        long joined = environment.joined.sum();
        long redirected = environment.redirected.sum();
        String times = faults.cause(fault);
        environment.phase(Phase.STILL);
        checks.allDelivered("after " + fault);
        viewers.forEach(SoakViewer::endures);
        environment.phase(Phase.CHURN);
        disturbances.add(from, Instant.now());
        out.accept(fault + ": " + times + "; " + (environment.recovered.sum() - recovered) + " sessions recovered, "
                + (environment.joined.sum() - joined) + " new, " + (environment.redirected.sum() - redirected)
                + " redirected; " + totals());
        reportViolations();
    }

    /** Stops everything in good order, and checks what backend-api has stored. */
    void end() throws InterruptedException {
        environment.phase(Phase.STILL);
        checks.allDelivered("at the end");
        Instant ended = Instant.now();
        steps.shutdown();
        environment.phase(Phase.OVER);
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
        }
        checks.await("at the end", PATIENCE, this::leftInRooms);
        cluster.nodes().forEach(node -> node.server().beginTermination());
        for (SoakNode node : cluster.nodes()) {
            int exit = node.server().awaitExit();
            if (exit != 0) {
                environment.violations.add("a node ended with " + exit);
            }
        }
        cluster.nodes().forEach(node -> node.server().restart());
        checks.await("the outboxes at the end", PATIENCE, this::leftInOutboxes);
        for (int i = 0; i < auctions.size(); i++) {
            String id = auctions.get(i).id();
            minutes.check(id, checks.viewersOf(i), began, ended, cluster.admin().analytics(id, "timeRange=24h"));
        }
        faults.longest().forEach(out);
        out.accept(environment.recovered + " sessions recovered, " + (environment.joined.sum() - plan.clients())
                + " new, " + environment.redirected + " redirected; " + totals() + "; " + minutes);
        reportViolations();
    }

    private List<String> leftInRooms() {
        List<String> open = new ArrayList<>();
        List<String> ids = auctions.stream().map(SoakAuction::id).toList();
        for (SoakNode node : cluster.nodes()) {
            for (JsonNode count : node.api().counts(ids)) {
                if (count.asInt() != 0) {
                    open.add("sessions of clients that have ended are counted: " + count);
                }
            }
        }
        return open;
    }

    private List<String> leftInOutboxes() {
        List<String> open = new ArrayList<>();
        for (SoakNode node : cluster.nodes()) {
            JsonNode outbox = node.api().outbox();
            if (outbox.path("waiting").asInt(-1) != 0
                    || !outbox.path("setAside").isEmpty()) {
                open.add(outbox.toString());
            }
        }
        return open;
    }

    private String totals() {
        int published = auctions.stream()
                .mapToInt(auction -> auction.published().total())
                .sum();
        int unordered = auctions.stream()
                .mapToInt(auction -> auction.published().unordered())
                .sum();
        return published + " events published, " + unordered + " of them while Redis was away, " + environment.received
                + " received";
    }

    private void reportViolations() {
        List<String> all = environment.violations.first();
        all.subList(reported, all.size()).forEach(what -> out.accept("VIOLATION " + what));
        reported = all.size();
    }

    Violations violations() {
        return environment.violations;
    }

    long received() {
        return environment.received.sum();
    }

    long recovered() {
        return environment.recovered.sum();
    }

    /** Minutes of all auctions during which there were viewers all the time. */
    int minutes() {
        return minutes.whole();
    }

    @Override
    public void close() {
        environment.phase(Phase.OVER);
        steps.shutdownNow();
        cluster.close();
    }
}
