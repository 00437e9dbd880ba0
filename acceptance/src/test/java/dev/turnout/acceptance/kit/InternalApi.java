package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** The existing backend as a client of socket-server's internal API. */
public final class InternalApi {

    private final Http http;

    InternalApi(Http http) {
        this.http = http;
    }

    /** For requests that have no method here. */
    public Http http() {
        return http;
    }

    /** Publishes an event; the number of sessions it was delivered to. */
    public int publishes(String auction, String event, JsonNode data) {
        JsonNode body =
                JsonNodeFactory.instance.objectNode().put("event", event).set("data", data);
        return ok(http.post(path(auction, "events"), body.toString()))
                .path("delivered")
                .asInt(-1);
    }

    /** Ends the sessions of a viewer and keeps the viewer out; how many sessions were ended. */
    public int removesViewer(String auction, String viewerId, int blockMinutes) {
        String query = "?blockMinutes=" + blockMinutes;
        return ok(http.delete(path(auction, "viewers/" + viewerId) + query))
                .path("ended")
                .asInt(-1);
    }

    public Http.Answer addsExternalViewers(String auction, String source, String body) {
        return http.put(path(auction, "external-viewers/" + source), body);
    }

    /** Ends the auction's sessions; the answer. */
    public JsonNode closes(String auction) {
        return ok(http.post(path(auction, "close"), ""));
    }

    /** The room of an auction as {@code GET /api/v1/auctions} lists it; missing when it is not listed. */
    public JsonNode room(String auction) {
        for (JsonNode room : ok(http.get("/api/v1/auctions")).path("auctions")) {
            if (room.path("id").asText().equals(auction)) {
                return room;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    /** The current count; 0 when the auction is not listed. */
    public int count(String auction) {
        return room(auction).path("current").asInt(0);
    }

    /** The servers that count together: {@code GET /api/v1/cluster}. */
    public JsonNode cluster() {
        return ok(http.get("/api/v1/cluster"));
    }

    /** The counts of some auctions by the route for pages that poll. */
    public JsonNode counts(List<String> auctions) {
        return ok(http.get("/api/streams/viewers?ids=" + String.join(",", auctions)));
    }

    /** What the outbox holds: {@code GET /api/v1/outbox}. */
    public JsonNode outbox() {
        return ok(http.get("/api/v1/outbox"));
    }

    /** Lets set-aside snapshots be sent again; their number. */
    public int retriesOutbox() {
        return ok(http.post("/api/v1/outbox/retry", "")).path("retried").asInt(-1);
    }

    private static String path(String auction, String rest) {
        return "/api/v1/auctions/" + auction + "/" + rest;
    }

    private static JsonNode ok(Http.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}
