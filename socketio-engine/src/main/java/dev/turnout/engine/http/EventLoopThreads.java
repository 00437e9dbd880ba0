package dev.turnout.engine.http;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.NettyRuntime;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of an engine: one that accepts, so that many new connections do not delay the open ones, and the loops that
 * own the connections. Native epoll where there is one, NIO elsewhere.
 */
public final class EventLoopThreads {

    private static final int SECONDS_TO_STOP = 5;

    /** A connection leaves one loop, then is registered with another. */
    private static final int STEPS_OF_A_MOVE = 2;

    private final EventLoopGroup acceptor;
    private final EventLoopGroup workers;
    private final Class<? extends ServerChannel> serverChannel;

    /** @param loops 0 for one per core */
    public EventLoopThreads(int loops) {
        boolean epoll = Epoll.isAvailable();
        var io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count = loops == 0 ? NettyRuntime.availableProcessors() : loops;
        this.acceptor = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("acceptor"), io);
        this.workers = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("event-loop"), io);
        this.serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public List<EventLoop> loops() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : workers) {
            loops.add((EventLoop) executor);
        }
        return loops;
    }

    EventLoopGroup acceptor() {
        return acceptor;
    }

    EventLoopGroup workers() {
        return workers;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** Runs a task again and again on the acceptor's thread, for which no client waits once it is connected. */
    public void onAcceptorEvery(long seconds, Runnable task) {
        acceptor.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    public boolean isRunning() {
        return !workers.isShuttingDown();
    }

    /** Stops accepting, and waits for connections that are moving to a loop. Repeating it is harmless. */
    public void stopAccepting() {
        acceptor.shutdownGracefully(0, SECONDS_TO_STOP, TimeUnit.SECONDS).awaitUninterruptibly();
        for (int step = 0; step < STEPS_OF_A_MOVE && isRunning(); step++) {
            List<Future<?>> reached = new ArrayList<>();
            workers.forEach(loop -> reached.add(loop.submit(() -> {})));
            reached.forEach(each -> each.awaitUninterruptibly(SECONDS_TO_STOP, TimeUnit.SECONDS));
        }
    }

    /** Stops the threads; waits a few seconds for what they are doing. Repeating it is harmless. */
    public void close() {
        stopAccepting();
        workers.shutdownGracefully(0, SECONDS_TO_STOP, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
