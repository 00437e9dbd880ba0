package dev.turnout.socket.cluster;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.DecodeBufferPolicies;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.ReadOnlyCommands;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.tracing.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Every option of Lettuce that matters here, also where it is the default. Its defaults queue commands without bound while
 * Redis is away, and wait a minute for an answer.
 */
final class RedisOptions {

    /** Longer than a healthy Redis ever takes, short enough for a publisher who waits. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);

    /** How long one read of the event stream waits for an entry. */
    static final Duration BLOCK = Duration.ofSeconds(2);

    private static final Duration READ_TIMEOUT = BLOCK.plusSeconds(2);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Sent data that is not acknowledged for so long ends the connection: the peer's machine is gone. */
    private static final Duration USER_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration RECONNECT = Duration.ofMillis(250);
    private static final int QUEUED_COMMANDS = 10_000;
    private static final int THREADS = 2;

    private RedisOptions() {}

    static RedisURI uri(RedisSettings settings) {
        RedisURI uri = RedisURI.create(settings.url());
        uri.setTimeout(CONNECT_TIMEOUT);
        uri.setClientName(settings.clusterName());
        return uri;
    }

    static ClientResources resources() {
        return ClientResources.builder()
                .ioThreadPoolSize(THREADS)
                .computationThreadPoolSize(THREADS)
                .reconnectDelay(Delay.constant(RECONNECT))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .tracing(Tracing.disabled())
                .build();
    }

    static ClientOptions client() {
        return ClientOptions.builder()
                .protocolVersion(ProtocolVersion.RESP2)
                .autoReconnect(true)
                .suspendReconnectOnProtocolFailure(false)
                .pingBeforeActivateConnection(true)
                .requestQueueSize(QUEUED_COMMANDS)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS) // also those in flight
                .replayFilter(command -> true) // none is repeated over a new connection
                .reauthenticateBehavior(ClientOptions.ReauthenticateBehavior.DEFAULT)
                .publishOnScheduler(false)
                .decodeBufferPolicy(DecodeBufferPolicies.ratio(3))
                .readOnlyCommands(ReadOnlyCommands.asPredicate())
                .scriptCharset(StandardCharsets.UTF_8)
                .useHashIndexQueue(true)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(socket())
                .sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .handshakeTimeout(CONNECT_TIMEOUT)
                        .build())
                .timeoutOptions(timeouts())
                .build();
    }

    private static SocketOptions socket() {
        return SocketOptions.builder()
                .connectTimeout(CONNECT_TIMEOUT)
                .tcpNoDelay(true)
                .keepAlive(SocketOptions.KeepAliveOptions.builder()
                        .enable(true)
                        .idle(Duration.ofSeconds(5))
                        .interval(Duration.ofSeconds(2))
                        .count(3)
                        .build())
                .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                        .enable(true)
                        .tcpUserTimeout(USER_TIMEOUT)
                        .build())
                .build();
    }

    private static TimeoutOptions timeouts() {
        return TimeoutOptions.builder()
                .timeoutCommands(true)
                .timeoutSource(new TimeoutOptions.TimeoutSource() {
                    @Override
                    public long getTimeout(RedisCommand<?, ?, ?> command) {
                        boolean blocks = command.getType() == CommandType.XREAD;
                        return (blocks ? READ_TIMEOUT : COMMAND_TIMEOUT).toMillis();
                    }

                    @Override
                    public TimeUnit getTimeUnit() {
                        return TimeUnit.MILLISECONDS;
                    }
                })
                .build();
    }
}
