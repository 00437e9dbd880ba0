package dev.turnout.acceptance.soak;

import dev.turnout.acceptance.kit.Http;
import java.io.UncheckedIOException;
import java.util.List;

/** Publishes numbered events to one auction, one after the other, at the nodes in turn. Steps run on one thread. */
final class SoakPublisher implements Runnable {

    private final SoakAuction auction;
    private final SoakEnvironment environment;
    private final List<SoakNode> nodes;
    private int turn;
    private volatile boolean publishing;

    SoakPublisher(SoakAuction auction, SoakEnvironment environment, List<SoakNode> nodes) {
        this.auction = auction;
        this.environment = environment;
        this.nodes = nodes;
    }

    @Override
    public void run() {
        publishing = true;
        try {
            SoakNode node = nodes.get(turn++ % nodes.size());
            if (environment.isChurn() && node.isInService()) {
                publish(node);
            }
        } catch (UncheckedIOException e) {
            // the server is down, and whether the event was delivered is unknown
        } finally {
            publishing = false;
        }
    }

    private void publish(SoakNode node) {
        int number = auction.published().begin(node.isOrdering());
        Http.Answer answer = node.api()
                .http()
                .post("/api/v1/auctions/" + auction.id() + "/events", "{\"event\":\"n\",\"data\":" + number + "}");
        if (answer.status() == 200) {
            auction.published().answered(number);
        } else if (node.isInService()) {
            environment.violations.add("publishing was answered " + answer.status() + " " + answer.body());
        }
    }

    /** Whether an event is under way. */
    boolean isPublishing() {
        return publishing;
    }
}
