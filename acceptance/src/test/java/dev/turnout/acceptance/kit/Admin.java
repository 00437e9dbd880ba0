package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** An admin at backend-api. */
public final class Admin {

    private final Http http;

    Admin(Http http) {
        this.http = http;
    }

    /** For requests that have no method here. */
    public Http http() {
        return http;
    }

    /** Creates an auction with its analytics on. */
    public Admin createsAuction(String id) {
        Http.Answer answer = http.post(
                "/api/v1/auctions",
                "{\"id\":\"" + id + "\",\"title\":\"Auction " + id + "\",\"enableViewerAnalytics\":true}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return this;
    }

    public Admin switchesAnalytics(String id, boolean on) {
        Http.Answer answer = http.patch("/api/v1/auctions/" + id, "{\"enableViewerAnalytics\":" + on + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return this;
    }

    /** The stored snapshots and summary of an auction. */
    public JsonNode analytics(String id, String query) {
        Http.Answer answer = http.get("/api/v1/auctions/" + id + "/analytics/viewers?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }
}
