package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.acceptance.kit.Http;
import java.io.UncheckedIOException;
import java.util.Random;

/** One viewer without a socket, which joins, sends heartbeats and leaves over and over. Steps run on one thread. */
final class SoakHttpViewer implements Runnable {

    private final SoakAuction auction;
    private final SoakEnvironment environment;
    private final Http http;
    private final Random random;
    private String token = "";
    private volatile boolean joined;

    SoakHttpViewer(SoakAuction auction, SoakEnvironment environment, Http http, long seed) {
        this.auction = auction;
        this.environment = environment;
        this.http = http;
        this.random = new Random(seed);
    }

    SoakAuction auction() {
        return auction;
    }

    boolean isJoined() {
        return joined;
    }

    /** One step, every second or so. */
    @Override
    public void run() {
        try {
            if (!joined) {
                if (environment.isChurn()) {
                    join();
                }
            } else if (environment.isChurn() && random.nextInt(10) == 0) {
                request("leave");
                joined = false;
            } else if (request("heartbeat").status() == 404) {
                joined = false; // the server was killed and has no session of before
            }
        } catch (UncheckedIOException e) {
            joined = false; // the server is down
        }
    }

    private void join() {
        auction.joining();
        Http.Answer answer = http.post(path("join"), "{}");
        if (answer.status() != 200) {
            auction.notJoined();
            environment.violations.add("an HTTP join was answered " + answer.status() + " " + answer.body());
            return;
        }
        auction.joined(System.currentTimeMillis());
        token = answer.json().path("viewerToken").asText();
        joined = true;
    }

    private Http.Answer request(String what) {
        return http.post(
                path(what),
                JsonNodeFactory.instance.objectNode().put("viewerToken", token).toString());
    }

    private String path(String what) {
        return "/api/stream/" + auction.id() + "/viewer/" + what;
    }
}
