package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

/** A viewer without a socket: joins, sends heartbeats and leaves over HTTP. */
public final class HttpViewer {

    private final Http http;
    private String auction = "";
    private String token = "";

    HttpViewer(Http http) {
        this.http = http;
    }

    /** Joins an auction; its answer is checked by {@link #join} callers that need more than the token. */
    public HttpViewer joins(String id) {
        join(id, "{}");
        return this;
    }

    /** Joins with this body; the answer. */
    public JsonNode join(String id, String body) {
        auction = id;
        Http.Answer answer = http.post("/api/stream/" + id + "/viewer/join", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        token = answer.json().path("viewerToken").asText();
        return answer.json();
    }

    public String token() {
        return token;
    }

    public Http.Answer heartbeat() {
        return heartbeat("{\"viewerToken\":\"" + token + "\"}");
    }

    public Http.Answer heartbeat(String body) {
        return http.post("/api/stream/" + auction + "/viewer/heartbeat", body);
    }

    public Http.Answer leave() {
        return http.post("/api/stream/" + auction + "/viewer/leave", "{\"viewerToken\":\"" + token + "\"}");
    }
}
