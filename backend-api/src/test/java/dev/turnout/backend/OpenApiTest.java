package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.OpenApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real answers of every operation, good ones and refusals, are what {@code docs/openapi/backend-api.yaml} says they are. */
class OpenApiTest {

    private static final String FULL_SNAPSHOT = """
            {"timestamp":"2026-05-04T11:59:00Z","viewerCount":4,"avgViewers":5,"peakViewers":7,"minViewers":3,
             "sampleCount":12,"source":"run","exactPeak":8,"exactPeakAt":"2026-05-04T11:59:01.5Z","exactMin":2,
             "viewerSeconds":300.5,"joins":4,"leaves":5,"uniqueViewers":9,"sessionSeconds":{"30":5},
             "sections":{"lot-1":4},"countries":{"CH":4},"observedSeconds":60}""";

    private final OpenApi document = new OpenApi("backend-api");
    private final Map<String, List<Integer>> seen = new TreeMap<>();

    @Test
    void answersAreAsDescribed(@TempDir Path folder) throws IOException {
        try (Backend backend = new Backend(folder)) {
            admin(backend, "POST /api/v1/auctions", "{\"id\":\"123\",\"title\":\"T\",\"enableViewerAnalytics\":true}");
            admin(backend, "POST /api/v1/auctions", "{\"id\":\"123\",\"title\":\"T\"}");
            admin(backend, "POST /api/v1/auctions", "{}");
            internal(backend, "123", FULL_SNAPSHOT);
            internal(backend, "no-such", FULL_SNAPSHOT);
            internal(backend, "a.b", FULL_SNAPSHOT);
            internal(backend, "123", "x".repeat(70_000));
            admin(backend, "POST /api/v1/auctions/{id}/player-bidding", "{\"name\":\"Zoë\"}");
            admin(backend, "POST /api/v1/auctions/{id}/player-sold", "\"Sold\"");
            admin(backend, "POST /api/v1/outbox/retry", "");
            backend.socketServer.reportsOutbox(200, """
                    {"waiting":1,"inMemory":0,"oldestWaiting":"2026-05-04T11:59:00Z","backendUnavailable":false,
                     "diskBytes":1,"posted":2,"setAside":[{"status":404,"snapshots":1,"auctions":1,
                     "oldest":"2026-05-04T11:58:00Z","newest":"2026-05-04T11:58:00Z","reason":"no such auction"}],
                     "dropped":{"tooOld":0,"tooMany":0,"damaged":0,"unwritable":0}}""");
            admin(backend, "GET /api/v1/outbox", "");
            backend.socketServer.reportsOutbox(503, "");
            admin(backend, "GET /api/v1/outbox", "");
            admin(backend, "POST /api/v1/auctions/{id}/notes", "{\"text\":\"Doors open\"}");
            admin(backend, "GET /api/v1/auctions/{id}/notes", "");
            String note = idOf(backend, "notes");
            held(backend, "DELETE /api/v1/auctions/{id}/notes/{note}", "{note}", note);
            admin(backend, "POST /api/v1/auctions/{id}/shares", "{}");
            admin(backend, "GET /api/v1/auctions/{id}/shares", "");
            String token = backend.post("/api/v1/auctions/123/shares", "{}")
                    .json()
                    .path("token")
                    .asText();
            hold(backend, "GET /api/v1/share", "123", "", "Authorization", "Bearer " + token);
            held(backend, "DELETE /api/v1/auctions/{id}/shares/{share}", "{share}", idOf(backend, "shares"));
            for (String path : List.of("", "/analytics/viewers", "/analytics/viewers.csv", "/viewer-stats")) {
                admin(backend, "GET /api/v1/auctions/{id}" + path, "");
            }
            admin(backend, "GET /api/v1/auctions", "");
            admin(backend, "GET /api/v1/auctions/{id}/analytics/lots", "");
            admin(backend, "GET /api/v1/auctions/{id}/stats-ticket", "");
            query(backend, "GET /api/v1/auctions", "?sparkline=true");
            query(backend, "GET /api/v1/auctions/{id}/analytics/compare", "?with=123");
            admin(backend, "PATCH /api/v1/auctions/{id}", "{\"status\":\"live\",\"enableViewerAnalytics\":false}");
            internal(backend, "123", FULL_SNAPSHOT);
            backend.socketServer.answersEventsWith(500, "");
            admin(backend, "POST /api/v1/auctions/{id}/player-sold", "\"Sold\"");
            anyone(backend, "POST /api/v1/admin/session", "{\"password\":\"" + Backend.PASSWORD + "\"}");
            anyone(backend, "POST /api/v1/admin/session", "{\"password\":\"wrong\"}");
            anyone(backend, "POST /api/v1/admin/session", "{}");
            admin(backend, "GET /api/v1/admin/session", "");
            anyone(backend, "DELETE /api/v1/admin/session", "");
            String change = "{\"currentPassword\":\"" + Backend.PASSWORD + "\",\"newPassword\":\"a new password\"}";
            admin(backend, "PUT /api/v1/admin/password", change);
            for (String page : List.of("/", "/share", "/live/{id}", "/health/live", "/health/ready", "/metrics")) {
                anyone(backend, "GET " + page, "");
            }
            held(backend, "GET /assets/{file}", "{file}", scriptOf(backend));
            admin(backend, "DELETE /api/v1/auctions/{id}", "");
            admin(backend, "GET /api/v1/auctions/{id}", "");
            for (String route : document.operations().keySet()) {
                anyone(backend, route, "{}");
            }
        }

        document.operations()
                .forEach((route, operation) -> assertThat(seen.get(route))
                        .as("%s was seen to succeed", route)
                        .isNotNull()
                        .anyMatch(status -> operation.get("responses").has(status.toString()) && status < 300));
    }

    @Test
    void aDescriptionThatIsWrongWouldBeSeen(@TempDir Path folder) throws IOException {
        try (Backend backend = new Backend(folder).withAuction("123")) {
            Requests.Answer auction = backend.get("/api/v1/auctions/123");
            assertThat(fails("GET /api/v1/auctions", auction)).isTrue();
            assertThat(fails("GET /health/live", auction)).isTrue();
            assertThat(fails("GET /metrics", auction)).isTrue();
        }
    }

    private boolean fails(String operation, Requests.Answer answer) {
        try {
            assertDescribes(operation, answer);
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    private void admin(Backend backend, String route, String body) {
        hold(backend, route, "123", body, Requests.bearer());
    }

    private void anyone(Backend backend, String route, String body) {
        hold(backend, route, "123", body, "Accept", "*/*");
    }

    private void internal(Backend backend, String id, String body) {
        hold(backend, "POST /api/v1/auctions/{id}/analytics/snapshot", id, body, "X-Internal-Request", Backend.KEY);
    }

    private static String idOf(Backend backend, String list) {
        return backend.get("/api/v1/auctions/123/" + list)
                .json()
                .path(list)
                .get(0)
                .path("id")
                .asText();
    }

    private void query(Backend backend, String route, String query) {
        List<String> parts = Arrays.asList(route.split(" ", 2));
        String path = parts.get(1).replace("{id}", "123") + query;
        Requests.Answer answer = backend.send(parts.get(0), path, "", Requests.bearer());
        assertDescribes(route, answer);
        seen.computeIfAbsent(route, unused -> new ArrayList<>()).add(answer.status());
    }

    private static String scriptOf(Backend backend) throws IOException {
        String page = backend.send("GET", "/", "").body();
        return page.replaceFirst("(?s).*src=\"\\./assets/([^\"]*)\".*", "$1");
    }

    private void held(Backend backend, String route, String parameter, String value) {
        List<String> parts = Arrays.asList(route.split(" ", 2));
        String path = parts.get(1).replace("{id}", "123").replace(parameter, value);
        Requests.Answer answer = backend.send(parts.get(0), path, "", Requests.bearer());
        assertDescribes(route, answer);
        seen.computeIfAbsent(route, unused -> new ArrayList<>()).add(answer.status());
    }

    private void hold(Backend backend, String route, String id, String body, String... headers) {
        List<String> parts = Arrays.asList(route.split(" ", 2));
        Requests.Answer answer = backend.send(parts.get(0), parts.get(1).replace("{id}", id), body, headers);
        assertDescribes(route, answer);
        seen.computeIfAbsent(route, unused -> new ArrayList<>()).add(answer.status());
    }

    private void assertDescribes(String operation, Requests.Answer answer) {
        String type = String.valueOf(answer.header("Content-Type"));
        document.assertDescribes(operation, answer.status(), type, answer.body());
    }
}
