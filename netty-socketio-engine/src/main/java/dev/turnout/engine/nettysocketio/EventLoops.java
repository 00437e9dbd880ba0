package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.FanOut;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The threads of one engine: one that accepts, and those that own connections and sessions. */
final class EventLoops {

    private static final Ticker TICKER = Ticker.systemTicker();

    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final List<EventExecutor> each = new ArrayList<>();

    EventLoops(int threads) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("netty-socketio-accept"), io);
        workers = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("netty-socketio"), io);
        workers.forEach(each::add);
    }

    static Class<? extends ServerChannel> channelType() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    EventLoopGroup acceptor() {
        return acceptor;
    }

    EventLoopGroup workers() {
        return workers;
    }

    /** The event loop of the calling thread. */
    EventExecutor current() {
        for (EventExecutor loop : each) {
            if (loop.inEventLoop()) {
                return loop;
            }
        }
        throw new IllegalStateException("not on an event loop");
    }

    static long now() {
        return TICKER.nanoTime();
    }

    /**
     * Completes when every loop has run the tasks that were queued before the call. netty-socketio does not report what
     * a broadcast cost, so the time of other tasks in between is included: the figure is an upper bound.
     */
    CompletionStage<FanOut> drained(int sessions, long since) {
        CompletableFuture<FanOut> done = new CompletableFuture<>();
        AtomicInteger waiting = new AtomicInteger(each.size());
        AtomicLong busy = new AtomicLong();
        for (EventExecutor loop : each) {
            loop.execute(() -> {
                busy.addAndGet(now() - since);
                if (waiting.decrementAndGet() == 0) {
                    done.complete(new FanOut(sessions, busy.get()));
                }
            });
        }
        return done;
    }

    void shutDown() {
        Future<?> accepting = acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        Future<?> working = workers.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        accepting.awaitUninterruptibly(10, TimeUnit.SECONDS);
        working.awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}
