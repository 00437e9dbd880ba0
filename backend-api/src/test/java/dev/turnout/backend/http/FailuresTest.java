package dev.turnout.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.thread.ManualOwnerThread;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Routes that fail in every way, behind the one place where failures are answered. */
class FailuresTest {

    private final ManualOwnerThread timer = new ManualOwnerThread();
    private final OkHttpClient client = new OkHttpClient();
    private final Javalin server = Javalin.create(config -> {
                config.startup.showJavalinBanner = false;
                config.jetty.port = 0;
                config.routes.get("/bug", failing(new IllegalStateException("secret detail")));
                config.routes.get(
                        "/database", failing(new StorageException("disk full at /secret", new IOException())));
                config.routes.get("/disk", failing(new UncheckedIOException(new IOException("no file"))));
                config.routes.get("/client", failing(new UncheckedIOException(new EofException("closed"))));
                config.routes.get("/half", FailuresTest::half);
                new Failures(new OncePerMinute(timer)).register(config.routes);
            })
            .start();

    @AfterEach
    void stop() {
        client.connectionPool().evictAll();
        server.stop();
    }

    @Test
    void aBugIsAServerErrorThatGivesNothingAway() throws IOException {
        try (Response response = get("/bug")) {
            assertThat(response.code()).isEqualTo(500);
            assertThat(response.header("Content-Type")).startsWith("application/problem+json");
            assertThat(response.body().string())
                    .contains("\"success\":false")
                    .doesNotContain("secret")
                    .doesNotContain("IllegalState");
        }
    }

    @Test
    void aFaultThatRepeatsIsLoggedOnceAMinuteWithItsNumber() throws IOException {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(Failures.class);
        lines.start();
        log.addAppender(lines);
        for (int i = 0; i < 20; i++) {
            get("/bug").close();
        }
        get("/database").close();
        timer.advance(Duration.ofMinutes(1));
        log.detachAppender(lines);

        assertThat(lines.list)
                .extracting(line -> line.getKeyValuePairs().get(2).value)
                .containsExactly(1L, 1L, 19L);
        assertThat(lines.list).allMatch(line -> line.getThrowableProxy() != null);
    }

    @Test
    void aDatabaseThatFailsIsWorthAnotherTry() throws IOException {
        try (Response response = get("/database")) {
            assertThat(response.code()).isEqualTo(503);
            assertThat(response.header("Retry-After")).isEqualTo("5");
            assertThat(response.body().string()).doesNotContain("secret");
        }
    }

    @Test
    void anInputOutputErrorOfTheServerIsLogged() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger log = (Logger) LoggerFactory.getLogger(Failures.class);
        lines.start();
        log.addAppender(lines);
        for (String path : List.of("/disk", "/client")) {
            assertThatThrownBy(() -> get(path).close()).isInstanceOf(IOException.class);
        }
        log.detachAppender(lines);

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getThrowableProxy().getCause().getMessage())
                .isEqualTo("no file");
    }

    @Test
    void halfAnAnswerIsBrokenOffAndNotEndedAsIfItWereWhole() throws IOException {
        for (int bytes : new int[] {10, 200_000}) {
            assertThatThrownBy(() -> {
                        try (Response response = get("/half?bytes=" + bytes)) {
                            String unused = response.body().string();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aFailureBeforeTheFirstByteOfAStreamIsAnswered() throws IOException {
        try (Response response = get("/half?bytes=0")) {
            assertThat(response.code()).isEqualTo(503);
            assertThat(response.header("Content-Disposition")).isNull();
        }
    }

    private static void half(Context ctx) throws IOException {
        ctx.disableCompression();
        OutputStream out = new StreamedBody(ctx, () -> ctx.header("Content-Disposition", "attachment"));
        int bytes = Integer.parseInt(String.valueOf(ctx.queryParam("bytes")));
        if (bytes > 0) {
            out.write(new byte[bytes]);
            out.flush();
        }
        throw new StorageException("the second half is gone", new IOException());
    }

    private static Handler failing(RuntimeException failure) {
        return ctx -> {
            throw failure;
        };
    }

    private Response get(String path) throws IOException {
        return client.newCall(new Request.Builder()
                        .url("http://localhost:" + server.port() + path)
                        .build())
                .execute();
    }
}
