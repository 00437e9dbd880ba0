package dev.turnout.acceptance.soak;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.InternalApi;
import java.io.UncheckedIOException;

/** Publishes numbered events to one auction, one after the other. Steps run on one thread. */
final class SoakPublisher implements Runnable {

    private final SoakAuction auction;
    private final SoakEnvironment environment;
    private final InternalApi api;
    private volatile boolean publishing;

    SoakPublisher(SoakAuction auction, SoakEnvironment environment) {
        this.auction = auction;
        this.environment = environment;
        this.api = environment.product.internalApi();
    }

    @Override
    public void run() {
        publishing = true;
        try {
            if (environment.isChurn()) {
                publish();
            }
        } catch (UncheckedIOException e) {
            // the server is down, and whether the event was delivered is unknown
        } finally {
            publishing = false;
        }
    }

    private void publish() {
        int number = auction.published().begin();
        Http.Answer answer = api.http()
                .post("/api/v1/auctions/" + auction.id() + "/events", "{\"event\":\"n\",\"data\":" + number + "}");
        if (answer.status() == 200) {
            auction.published().answered(number);
        } else {
            environment.violations.add("publishing was answered " + answer.status() + " " + answer.body());
        }
    }

    /** Whether an event is under way. */
    boolean isPublishing() {
        return publishing;
    }
}
