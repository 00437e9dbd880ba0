package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What the log says of a Redis that cannot be used. */
class RedisFailureTest {

    private static final RedisSettings SETTINGS =
            new RedisSettings("redis://turnout:pass-word@redis.example:6379", "turnout");

    private static String describe(Throwable cause) {
        return RedisFailure.describe(
                new CompletionException(new RedisConnectionException("Unable to connect to 192.0.2.1:6379", cause)),
                SETTINGS);
    }

    @Test
    void anErrorOfRedisIsShownAsItIs() {
        assertThat(describe(new RedisCommandExecutionException("NOAUTH Authentication required.")))
                .isEqualTo("NOAUTH Authentication required.");
    }

    @Test
    void passwordsAndArgumentsAreLeftOut() {
        assertThat(describe(new RedisCommandExecutionException("ERR invalid pass-word\r\nof x")))
                .isEqualTo("ERR invalid … of x");
        assertThat(describe(new RedisCommandExecutionException(
                        "ERR unknown command `AUTH`, with args beginning with: `turnout` `pass-word`")))
                .isEqualTo("ERR unknown command `AUTH`");
    }

    @Test
    void withTlsATimeoutMayMeanThatRedisHasNone() {
        RedisSettings tls = new RedisSettings("rediss://redis.example:6379", "turnout");
        assertThat(RedisFailure.describe(new RedisCommandTimeoutException("Command timed out"), tls))
                .isEqualTo("no answer; rediss:// needs TLS at Redis");
    }

    @Test
    void aLostOrRefusedConnectionIsDescribedWithoutAnAddress() {
        assertThat(describe(new UnknownHostException("redis.example"))).isEqualTo("host name cannot be resolved");
        assertThat(describe(new ConnectException("Connection refused: /192.0.2.1:6379")))
                .isEqualTo("connection refused");
        assertThat(describe(new ConnectTimeoutException("connection timed out: /192.0.2.1:6379")))
                .isEqualTo("timed out");
        assertThat(describe(new RedisCommandTimeoutException("Command timed out")))
                .isEqualTo("timed out");
        assertThat(describe(new SSLHandshakeException("192.0.2.1"))).isEqualTo("TLS failed: sslhandshakeexception");
        assertThat(describe(new IOException("Connection reset by peer /192.0.2.1")))
                .isEqualTo("connection lost");
    }

    @Test
    void onlyAnErrorOfRedisIsAReply() {
        assertThat(RedisFailure.reply(new ConnectException(), SETTINGS)).isEmpty();
        assertThat(RedisFailure.reply(new RedisCommandExecutionException("NOPERM no"), SETTINGS))
                .contains("NOPERM no");
    }
}
