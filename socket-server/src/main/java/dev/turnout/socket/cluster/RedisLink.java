package dev.turnout.socket.cluster;

import dev.turnout.thread.OwnerThread;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, which is made when it is first needed, and again after an attempt that failed. Any thread. */
final class RedisLink<C extends StatefulConnection<String, String>> {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration RETRY = Duration.ofMillis(250);

    private final OwnerThread timer;
    private final Supplier<CompletableFuture<C>> connect;
    private @Nullable CompletableFuture<C> connecting;
    private @Nullable C connection;
    private boolean closed;

    /** @param timer for retries */
    RedisLink(OwnerThread timer, Supplier<CompletableFuture<C>> connect) {
        this.timer = timer;
        this.connect = connect;
    }

    /** Null while there is none; then one is being made. */
    synchronized @Nullable C current() {
        if (connection == null) {
            request();
        }
        return connection;
    }

    synchronized void request() {
        if (connecting != null || closed) {
            return;
        }
        CompletableFuture<C> attempt = connect.get();
        connecting = attempt;
        Object unused = attempt.whenComplete((made, failure) -> connected(attempt, made, failure));
    }

    private synchronized void connected(CompletableFuture<C> attempt, @Nullable C made, @Nullable Throwable failure) {
        if (connecting != attempt || closed) {
            if (made != null) {
                Object unused = made.closeAsync();
            }
            return;
        }
        connection = made;
        if (failure != null) {
            LOG.atDebug().setCause(failure).log("no connection to Redis");
            timer.after(RETRY, () -> again(attempt));
        }
    }

    private synchronized void again(CompletableFuture<C> attempt) {
        if (connecting == attempt) {
            connecting = null;
            request();
        }
    }

    synchronized void replace() {
        drop();
        request();
    }

    private void drop() {
        C old = connection;
        connection = null;
        connecting = null;
        if (old != null) {
            Object unused = old.closeAsync();
        }
    }

    synchronized void close() {
        closed = true;
        drop();
    }
}
