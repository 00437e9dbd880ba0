package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.thread.ManualOwnerThread;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RedisLinkTest {

    private final Throwable reply = new RedisCommandExecutionException("NOAUTH Authentication required.");
    private final Throwable lost = new RedisConnectionException("connection closed");

    private final RedisLink<StatefulRedisConnection<String, String>> link =
            new RedisLink<>(new ManualOwnerThread(), CompletableFuture::new, failure -> {});

    @Test
    void anErrorOfRedisIsKeptWhenTheConnectionIsLostAfterIt() {
        link.failed(lost);
        link.failed(reply);
        link.failed(lost);
        assertThat(link.failure()).isSameAs(reply);
    }

    @Test
    void aLaterSuccessEndsIt() {
        link.failed(reply);
        link.succeeded();
        link.failed(lost);
        assertThat(link.failure()).isSameAs(lost);
    }
}
