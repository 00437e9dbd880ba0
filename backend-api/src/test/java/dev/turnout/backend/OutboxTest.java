package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Requests.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboxTest extends BackendTest {

    private static final String OUTBOX = "/api/v1/outbox";

    @Test
    void theReportOfSocketServerIsAnsweredWithItsTime() {
        backend.socketServer.reportsOutbox(200, "{\"waiting\":3,\"oldestWaiting\":null,\"setAside\":[]}");
        assertThat(backend.get(OUTBOX).json())
                .hasToString("{\"success\":true,\"asOf\":\"2026-05-04T12:00:30Z\","
                        + "\"outbox\":{\"waiting\":3,\"oldestWaiting\":null,\"setAside\":[]}}");
    }

    @Test
    void setAsideSnapshotsAreSentAgain() {
        assertThat(backend.post(OUTBOX + "/retry", "").json()).hasToString("{\"success\":true,\"retried\":4}");
    }

    @ParameterizedTest
    @CsvSource({
        "401, '{}', INTERNAL_API_KEY",
        "404, '{}', same version",
        "503, '{}', its log",
        "200, 'no JSON', its log",
        "200, '[1]', its log",
        "200, '', its log"
    })
    void aFailureOfSocketServerIsExplained(int status, String body, String advice) {
        backend.socketServer.reportsOutbox(status, body);
        Answer answer = backend.get(OUTBOX);
        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.message()).contains(advice);
    }

    @Test
    void aTornConnectionIsExplained() {
        backend.socketServer.close();
        assertThat(backend.get(OUTBOX).message()).contains("cannot be reached");
        assertThat(backend.post(OUTBOX + "/retry", "").status()).isEqualTo(502);
    }
}
