package dev.turnout.socket.cluster;

import dev.turnout.thread.OwnerThread;
import io.lettuce.core.api.StatefulConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One connection, which is made when it is first needed, and again after an attempt that failed. Any thread. */
final class RedisLink<C extends StatefulConnection<String, String>> {

    private static final Duration RETRY = Duration.ofMillis(250);

    private final OwnerThread timer;
    private final Supplier<CompletableFuture<C>> connect;
    private final Consumer<Throwable> onFailure;
    private @Nullable CompletableFuture<C> connecting;
    private @Nullable C connection;
    private boolean closed;
    private volatile @Nullable Throwable failure;

    /**
     * @param timer for retries
     * @param onFailure receives why an attempt or a command failed; must not block
     */
    RedisLink(OwnerThread timer, Supplier<CompletableFuture<C>> connect, Consumer<Throwable> onFailure) {
        this.timer = timer;
        this.connect = connect;
        this.onFailure = onFailure;
    }

    /** Null while there is none; then one is being made. */
    synchronized @Nullable C current() {
        if (connection == null) {
            request();
        }
        return connection;
    }

    synchronized boolean isConnected() {
        return connection != null;
    }

    /**
     * Why the newest attempt or command failed; null once one has succeeded. An error with which Redis answered is kept when
     * the connection is lost after it: Redis may close it then.
     */
    @Nullable Throwable failure() {
        return failure;
    }

    void failed(Throwable why) {
        if (RedisFailure.isReply(why) || !RedisFailure.isReply(failure)) {
            failure = why;
        }
        onFailure.accept(why);
    }

    void succeeded() {
        failure = null;
    }

    synchronized void request() {
        if (connecting != null || closed) {
            return;
        }
        CompletableFuture<C> attempt = attempt();
        connecting = attempt;
        Object unused = attempt.whenComplete((made, problem) -> connected(attempt, made, problem));
    }

    /** An attempt that fails before it begins is repeated like any other. */
    private CompletableFuture<C> attempt() {
        try {
            return connect.get();
        } catch (RuntimeException e) { // for example while no memory is left for a connection
            return CompletableFuture.failedFuture(e);
        }
    }

    private synchronized void connected(CompletableFuture<C> attempt, @Nullable C made, @Nullable Throwable problem) {
        if (connecting != attempt || closed) {
            if (made != null) {
                Object unused = made.closeAsync();
            }
            return;
        }
        connection = made;
        if (problem == null) {
            succeeded();
        } else {
            timer.after(RETRY, () -> again(attempt));
            failed(problem);
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

    /** Makes no further connection. The client closes the present one when it is shut down. */
    synchronized void close() {
        closed = true;
        connection = null;
        connecting = null;
    }
}
