package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminLoginTest extends BackendTest {

    private static final String SESSION = "/api/v1/admin/session";

    @Test
    void thePasswordOpensASessionThatTheCookieCarries() {
        Answer login = login(Backend.PASSWORD);

        assertThat(login.status()).isEqualTo(200);
        assertThat(login.json())
                .hasToString("{\"success\":true,\"admin\":\"admin\",\"expiresAt\":\"2026-05-05T00:00:30Z\"}");
        assertThat(as(login, "GET", "/api/v1/auctions", "").status()).isEqualTo(200);
        assertThat(as(login, "GET", SESSION, "").json()).hasToString("{\"success\":true,\"admin\":\"admin\"}");
    }

    /** Checking a password takes a part of a start, so it comes after it. */
    @Test
    void aStartWithAnotherPasswordThanTheAdminsIsAWarningOnceItServes(@TempDir Path folder) throws IOException {
        assertThat(startLog(folder, "first password")).containsExactly("ready");
        assertThat(startLog(folder, "first password")).containsExactly("ready");
        assertThat(startLog(folder, "other password")).containsExactly("ready", "other password");
    }

    private static List<String> startLog(Path folder, String password) throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            new Backend(folder, "ADMIN_PASSWORD", password).close();
            return log.linesWith("").stream()
                    .map(line -> line.contains("backend-api is ready")
                            ? "ready"
                            : line.contains("is not the admin's password") ? "other password" : "")
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    @Test
    void aTokenInOtherLettersIsRefusedAlsoOnAConnectionThatHasSentTheRightOne() {
        String other = Backend.TOKEN.toUpperCase(Locale.ROOT);

        assertThat(backend.get("/api/v1/auctions").status()).isEqualTo(200);
        assertThat(backend.send("GET", "/api/v1/auctions", "", "Authorization", "Bearer " + other)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void noScriptReadsTheCookieAndNoOtherSiteSendsIt() {
        String cookie = Objects.requireNonNull(login(Backend.PASSWORD).header("Set-Cookie"));

        assertThat(cookie)
                .contains("; HttpOnly")
                .contains("; SameSite=Strict")
                .contains("; Path=/")
                .contains("; Max-Age=43200")
                .doesNotContain("Secure")
                .doesNotContain("Domain");
    }

    @Test
    void behindAProxyWithTlsTheCookieIsForTlsOnly() {
        Answer login = backend.send("POST", SESSION, passwordBody(Backend.PASSWORD), "X-Forwarded-Proto", "https,http");

        assertThat(login.header("Set-Cookie")).contains("; Secure");
    }

    @Test
    void theSwitchIsRecordedWithTheNameOfTheAdmin() {
        Answer login = login(Backend.PASSWORD);
        backend.withAuction("123");
        as(login, "PATCH", "/api/v1/auctions/123", "{\"enableViewerAnalytics\":false}");

        assertThat(backend.get("/api/v1/auctions/123")
                        .json()
                        .get("analyticsSwitches")
                        .findValuesAsText("by"))
                .containsExactly("admin", "token");
    }

    @Test
    void aWrongPasswordOpensNothing() {
        Answer answer = login("wrong password");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.message()).isEqualTo("the password is wrong");
    }

    @Test
    void guessingIsSlowedDownAndTheRightPasswordToo() {
        for (int i = 0; i < 5; i++) {
            assertThat(login("guess " + i).status()).isEqualTo(401);
        }
        Answer slowed = login(Backend.PASSWORD);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.header("Retry-After")).isEqualTo("30");

        backend.clock.advance(Duration.ofSeconds(30));
        assertThat(login(Backend.PASSWORD).status()).isEqualTo(200);
        assertThat(login("guess again").status()).isEqualTo(401);
    }

    @Test
    void aSessionEndsWhenItsTimeIsOver() {
        Answer login = login(Backend.PASSWORD);
        backend.clock.advance(Duration.ofHours(12).minusSeconds(1));
        assertThat(as(login, "GET", SESSION, "").status()).isEqualTo(200);

        backend.clock.advance(Duration.ofSeconds(1));
        assertThat(as(login, "GET", SESSION, "").status()).isEqualTo(401);
    }

    @Test
    void aSessionOutlivesARestart() {
        Answer login = login(Backend.PASSWORD);
        backend.restart();

        assertThat(as(login, "GET", SESSION, "").status()).isEqualTo(200);
    }

    @Test
    void loggingOutEndsTheSessionAndClearsTheCookie() {
        Answer login = login(Backend.PASSWORD);
        Answer logout = as(login, "DELETE", SESSION, "");

        assertThat(logout.status()).isEqualTo(200);
        assertThat(logout.header("Set-Cookie")).contains("turnout_session=;").contains("Expires=Thu, 01 Jan 1970");
        assertThat(as(login, "GET", SESSION, "").status()).isEqualTo(401);
        assertThat(as(login, "DELETE", SESSION, "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site"})
    void aForeignPageCannotUseTheCookie(String site) {
        Answer login = login(Backend.PASSWORD);

        assertThat(as(login, "POST", "/api/v1/auctions", "{\"title\":\"x\"}", "Sec-Fetch-Site", site)
                        .status())
                .isEqualTo(401);
        assertThat(as(login, "GET", "/api/v1/auctions", "", "Sec-Fetch-Site", site)
                        .status())
                .isEqualTo(401);
        assertThat(as(login, "DELETE", SESSION, "", "Sec-Fetch-Site", site).status())
                .isEqualTo(200);
        assertThat(as(login, "GET", SESSION, "").status()).as("still logged in").isEqualTo(200);
    }

    @Test
    void anOlderBrowsersForeignPageIsKnownByItsOrigin() {
        Answer login = login(Backend.PASSWORD);
        String own = "http://localhost:" + backend.port();

        assertThat(as(login, "POST", "/api/v1/auctions", "{\"title\":\"x\"}", "Origin", "https://evil.example")
                        .status())
                .isEqualTo(401);
        assertThat(as(login, "POST", "/api/v1/auctions", "{\"title\":\"x\"}", "Origin", "null")
                        .status())
                .isEqualTo(401);
        assertThat(as(login, "POST", "/api/v1/auctions", "{\"title\":\"x\"}", "Origin", "http://localhost:1")
                        .status())
                .isEqualTo(401);
        assertThat(as(login, "POST", "/api/v1/auctions", "{\"title\":\"x\"}", "Origin", own)
                        .status())
                .isEqualTo(201);
        assertThat(as(login, "POST", "/api/v1/auctions", "{\"title\":\"x\"}", "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aForeignPageCannotLogItsVisitorIn() {
        Answer answer = backend.send("POST", SESSION, passwordBody(Backend.PASSWORD), "Sec-Fetch-Site", "cross-site");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Set-Cookie")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Bearer token-for-tests-onlyx",
                "Basic token-for-tests-only",
                "token-for-tests-only",
                "",
            })
    void anotherTokenIsNoAdmin(String authorization) {
        Answer answer = backend.send("GET", "/api/v1/auctions", "", "Authorization", authorization);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void aProxysOwnPasswordDoesNotStandInTheCookiesWay() {
        Answer login = login(Backend.PASSWORD);

        assertThat(as(login, "GET", SESSION, "", "Authorization", "Basic dXNlcjpwdw==")
                        .status())
                .isEqualTo(200);
        assertThat(as(login, "GET", SESSION, "", "Authorization", "Bearer wrong")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void theTokenIsABearerInAnySpelling() {
        assertThat(backend.send("GET", "/api/v1/auctions", "", "Authorization", "bearer  " + Backend.TOKEN)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void everyAdminRouteWantsAnAdmin() {
        List<String> open = new ArrayList<>();
        for (String route : List.of(
                "GET /api/v1/auctions",
                "HEAD /api/v1/auctions",
                "POST /api/v1/auctions",
                "GET /api/v1/auctions/123",
                "PATCH /api/v1/auctions/123",
                "DELETE /api/v1/auctions/123",
                "GET /api/v1/auctions/123/analytics/viewers",
                "GET /api/v1/auctions/123/analytics/viewers.csv",
                "HEAD /api/v1/auctions/123/analytics/viewers.csv",
                "POST /api/v1/auctions/123/player-bidding",
                "POST /api/v1/auctions/123/player-sold",
                "GET /api/v1/admin/session",
                "PUT /api/v1/admin/password")) {
            List<String> parts = List.of(route.split(" ", 2));
            for (String[] headers : new String[][] {
                {"Accept", "*/*"},
                {"X-Internal-Request", Backend.KEY},
                {"Cookie", "turnout_session=made-up"},
                {"Cookie", "turnout_session="}
            }) {
                if (backend.send(parts.get(0), parts.get(1), "{\"title\":\"x\"}", headers)
                                .status()
                        != 401) {
                    open.add(route);
                }
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void aNewPasswordNeedsTheOldOneAndEndsAllSessions() {
        Answer login = login(Backend.PASSWORD);
        String path = "/api/v1/admin/password";
        String good = "{\"currentPassword\":\"" + Backend.PASSWORD + "\",\"newPassword\":\"a new password\"}";

        assertThat(as(login, "PUT", path, good.replace(Backend.PASSWORD, "wrong"))
                        .status())
                .isEqualTo(401);
        assertThat(as(login, "PUT", path, good.replace("a new password", "short"))
                        .status())
                .isEqualTo(400);
        assertThat(as(login, "PUT", path, "{\"newPassword\":\"a new password\"}")
                        .message())
                .isEqualTo("currentPassword is missing");
        assertThat(as(login, "PUT", path, good).status()).isEqualTo(200);
        assertThat(as(login, "GET", SESSION, "").status()).isEqualTo(401);
        assertThat(login(Backend.PASSWORD).status()).isEqualTo(401);
        assertThat(login("a new password").status()).isEqualTo(200);
    }

    @Test
    void neitherPasswordNorTokenNorCookieIsKeptOrLoggedAsItIs() throws IOException {
        String cookie;
        try (CapturedLog log = new CapturedLog()) {
            cookie = cookieOf(login(Backend.PASSWORD));
            login("wrong password");
            assertThat(log.linesWith(Backend.PASSWORD)).isEmpty();
            assertThat(log.linesWith("wrong password ")).hasSize(1); // our own words
            assertThat(log.linesWith(cookie)).isEmpty();
        }
        String kept = "";
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                kept += Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            }
        }
        assertThat(kept)
                .contains("$argon2id$")
                .doesNotContain(Backend.PASSWORD)
                .doesNotContain(Backend.TOKEN)
                .doesNotContain(cookie.substring(cookie.indexOf('=') + 1));
    }

    private Answer login(String password) {
        return backend.send("POST", SESSION, passwordBody(password));
    }

    private static String passwordBody(String password) {
        return "{\"password\":\"" + password + "\"}";
    }

    private static String cookieOf(Answer login) {
        String cookie = Objects.requireNonNull(login.header("Set-Cookie"));
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private Answer as(Answer login, String method, String path, String body, String... more) {
        List<String> headers = new ArrayList<>(List.of(more));
        headers.addAll(List.of("Cookie", cookieOf(login)));
        return backend.send(method, path, body, headers.toArray(String[]::new));
    }
}
