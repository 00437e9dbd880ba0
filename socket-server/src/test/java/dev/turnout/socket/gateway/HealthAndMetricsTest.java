package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.engine.HttpReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthAndMetricsTest extends HttpRoutesFixture {

    @Test
    void healthAndMetricsNeedNoKey() {
        assertThat(get("/health/live", Map.of()).body()).isEqualTo("{\"status\":\"up\",\"audienceLagMillis\":0}");
        assertThat(get("/health/ready", Map.of()).status()).isEqualTo(200);
        assertThat(get("/metrics", Map.of()).body()).isEqualTo("turnout_audience_sessions 1\n");
        assertThat(get("/metrics", Map.of()).headers().get("Content-Type")).startsWith("text/plain; version=0.0.4");

        ready = false;
        checkProblem(get("/health/ready", Map.of()), 503, "stopping");
        assertThat(get("/health/live", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void headIsAnsweredLikeGet() {
        assertThat(handle(FakeExchange.of("HEAD", "/health/ready", "", Map.of()))
                        .status())
                .isEqualTo(200);
        assertThat(handle(FakeExchange.of("DELETE", "/health/ready", "", Map.of()))
                        .headers())
                .containsEntry("Allow", "GET, HEAD");
    }

    @Test
    void metricsAreMadeOnceASecondHoweverManyAskForThem() {
        List<FakeExchange> requests = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            requests.add(FakeExchange.of("GET", "/metrics", "", Map.of()));
        }
        requests.forEach(gateway::handle);
        thread.settle();
        get("/metrics", Map.of());
        assertThat(requests).allMatch(request -> request.answer().status() == 200);
        assertThat(gathered).isEqualTo(1);

        thread.advance(Duration.ofSeconds(1));
        get("/metrics", Map.of());
        assertThat(gathered).isEqualTo(2);
    }

    @Test
    void aFailureToMakeTheMetricsIsAnsweredAndTheNextRequestTriesAgain() {
        boolean[] broken = {true};
        MetricsPage page = page(() -> {
            if (broken[0]) {
                throw new IllegalStateException("on purpose");
            }
            return "fine";
        });
        FakeExchange request = FakeExchange.of("GET", "/metrics", "", Map.of());
        page.reply(request);
        assertThatThrownBy(thread::settle).hasMessage("on purpose");
        checkProblem(request.answer(), 500, "in its log");

        broken[0] = false;
        FakeExchange next = FakeExchange.of("GET", "/metrics", "", Map.of());
        page.reply(next);
        thread.settle();
        assertThat(next.answer().body()).isEqualTo("fine");
    }

    /** The stuck thread is the one that beats; the answers thread runs. */
    @Test
    void metricsShowTheLastFiguresWhenTheAudienceThreadIsStuck() {
        MetricsPage page = new MetricsPage(
                () -> gathered++, () -> "as gathered " + gathered, task -> {}, thread, thread::nanoTime);
        FakeExchange request = FakeExchange.of("GET", "/metrics", "", Map.of());
        page.reply(request);
        thread.settle();
        assertThat(request.answered()).isFalse();
        thread.advance(Duration.ofMillis(500));
        assertThat(request.answer().body()).isEqualTo("as gathered 0");
    }

    @Test
    void healthReportsHowFarTheAudienceThreadIsBehindAndFailsWhenItIsStuck() {
        lag.start();
        thread.advance(Duration.ofSeconds(10));
        assertThat(get("/health/ready", Map.of()).body()).endsWith("\"audienceLagMillis\":0}");

        thread.freeze(Duration.ofSeconds(2));
        assertThat(answeredAtOnce("/health/ready").status()).isEqualTo(200);
        assertThat(lag.millis()).isBetween(1_500L, 2_000L);
        thread.freeze(Duration.ofSeconds(2));
        checkProblem(answeredAtOnce("/health/ready"), 503, "ms behind");
        assertThat(answeredAtOnce("/health/live").status()).isEqualTo(200);
        thread.freeze(Duration.ofSeconds(30));
        checkProblem(answeredAtOnce("/health/live"), 503, "ms behind");

        thread.advance(Duration.ofMillis(1));
        assertThat(answeredAtOnce("/health/ready").status()).isEqualTo(200);
    }

    private HttpReply answeredAtOnce(String path) {
        FakeExchange probe = FakeExchange.of("GET", path, "", Map.of());
        gateway.handle(probe);
        return probe.answer();
    }
}
