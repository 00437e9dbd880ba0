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
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of an engine: the event loops, which own the connections (the first one accepts them for all), and one for
 * work that may block. Native epoll where there is one, NIO elsewhere.
 */
public final class EventLoopThreads {

    private static final Logger log = LoggerFactory.getLogger(EventLoopThreads.class);

    private static final int SECONDS_TO_STOP = 5;

    /** An accepted connection is handed to a loop, then registered there. */
    private static final int STEPS_OF_A_MOVE = 2;

    private final EventLoopGroup loops;
    private final EventExecutor maintenance = new DefaultEventExecutor(new DefaultThreadFactory("maintenance"));
    private final Class<? extends ServerChannel> serverChannel;

    /** @param loops 0 for one per core */
    public EventLoopThreads(int loops) {
        boolean epoll = Epoll.isAvailable();
        var io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int count = loops == 0 ? NettyRuntime.availableProcessors() : loops;
        this.loops = new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory("event-loop"), io);
        this.serverChannel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    public List<EventLoop> loops() {
        List<EventLoop> list = new ArrayList<>();
        for (EventExecutor executor : loops) {
            list.add((EventLoop) executor);
        }
        return list;
    }

    EventLoopGroup group() {
        return loops;
    }

    Class<? extends ServerChannel> serverChannel() {
        return serverChannel;
    }

    /** The thread for work that may block, such as reading files. */
    EventExecutor maintenance() {
        return maintenance;
    }

    /** Runs the task periodically on the maintenance thread, also after it has failed. */
    public void repeat(Runnable task, int seconds) {
        maintenance.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException | Error e) { // Netty would cancel it without a log line
                        log.error("a repeated task failed", e);
                    }
                },
                seconds,
                seconds,
                TimeUnit.SECONDS);
    }

    public boolean isRunning() {
        return !loops.isShuttingDown();
    }

    /** Waits for the connections that were accepted to be registered with their loops; after the last one was accepted. */
    public void awaitRegistrations() {
        for (int step = 0; step < STEPS_OF_A_MOVE && isRunning(); step++) {
            List<Future<?>> reached = new ArrayList<>();
            loops.forEach(loop -> reached.add(loop.submit(() -> {})));
            reached.forEach(each -> each.awaitUninterruptibly(SECONDS_TO_STOP, TimeUnit.SECONDS));
        }
    }

    /** Stops the threads; waits a few seconds for what they are doing. Repeating it is harmless. */
    public void close() {
        maintenance.shutdownGracefully(0, SECONDS_TO_STOP, TimeUnit.SECONDS).awaitUninterruptibly();
        loops.shutdownGracefully(0, SECONDS_TO_STOP, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
