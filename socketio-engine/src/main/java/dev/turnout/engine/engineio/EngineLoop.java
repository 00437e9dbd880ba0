package dev.turnout.engine.engineio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.loop.FailureLog;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.RandomIds;
import dev.turnout.engine.loop.RateLimit;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the sessions of one event loop share. Confined to that loop.
 *
 * @param pings until the server's next ping, or until it requests a sign of life (revision 3)
 * @param pongs until the client's answer to it
 * @param upgrades from the opening of a WebSocket to its upgrade packet
 * @param noops between two noops to a client that is upgrading
 * @param closeTimeouts from a close to its acknowledgement by the client
 * @param budget bytes that wait for slow clients, shared by all loops
 */
public record EngineLoop(
        EventLoop eventLoop,
        LoopDeadlines deadlines,
        DeadlineQueue pings,
        DeadlineQueue pongs,
        DeadlineQueue upgrades,
        DeadlineQueue noops,
        DeadlineQueue closeTimeouts,
        RandomIds ids,
        RateLimit packetRate,
        int outboundQueueBytes,
        OutboundBudget budget,
        EngineCounters counters,
        FailureLog failures) {

    /** As the reference implementation does it. */
    private static final Duration BETWEEN_NOOPS = Duration.ofMillis(100);

    public static EngineLoop of(
            EventLoop eventLoop,
            LoopDeadlines deadlines,
            RandomIds ids,
            Timings timings,
            Limits limits,
            OutboundBudget budget,
            EngineCounters counters) {
        return new EngineLoop(
                eventLoop,
                deadlines,
                deadlines.queue(timings.pingInterval()),
                deadlines.queue(timings.pingTimeout()),
                deadlines.queue(timings.upgradeTimeout()),
                deadlines.queue(BETWEEN_NOOPS),
                deadlines.queue(timings.pingTimeout()),
                ids,
                new RateLimit(limits.packetsPerSecond(), limits.packetBurst()),
                limits.outboundQueueBytes(),
                budget,
                counters,
                new FailureLog(deadlines::now));
    }

    /** The open sessions. */
    public List<EngineIoSession> sessions() {
        List<EngineIoSession> sessions = new ArrayList<>();
        forEach(List.of(pings, pongs), sessions::add);
        return sessions;
    }

    /** Open and closing sessions. */
    void forEachSession(Consumer<EngineIoSession> action) {
        forEach(List.of(pings, pongs, closeTimeouts), action);
    }

    /** Each session waits for one step of its heartbeat, or for its close. */
    private static void forEach(List<DeadlineQueue> queues, Consumer<EngineIoSession> action) {
        for (DeadlineQueue queue : queues) {
            queue.forEach(waiting -> {
                if (waiting instanceof EngineIoSession session) {
                    action.accept(session);
                }
            });
        }
    }

    /** Whether a client that does not read yet can be sent these, with room for what follows. */
    public boolean canQueue(List<Outbound> packets) {
        long bytes = packets.stream().mapToLong(Outbound::size).sum();
        return bytes <= outboundQueueBytes / 8 * 7L;
    }

    /** Runs the task on the loop: now when already there, else next. */
    void run(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }
}
