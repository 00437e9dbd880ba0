package dev.turnout.engine.engineio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import dev.turnout.engine.loop.DeadlineQueue;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.RandomIds;
import dev.turnout.engine.loop.RateLimit;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * What the sessions of one event loop share. Confined to that loop.
 *
 * @param pings until the server's next ping (revision 4)
 * @param pongs until the client's answer to it
 * @param clientPings until the client's next ping (revision 3)
 * @param upgrades from a websocket's opening to its upgrade packet
 * @param farewells from a close to its acknowledgement by the client
 */
public record EngineLoop(
        EventLoop eventLoop,
        LoopDeadlines deadlines,
        DeadlineQueue pings,
        DeadlineQueue pongs,
        DeadlineQueue clientPings,
        DeadlineQueue upgrades,
        DeadlineQueue farewells,
        RandomIds ids,
        RateLimit packetRate,
        int outboundQueueBytes,
        EngineCounters counters) {

    public static EngineLoop of(
            EventLoop eventLoop,
            LoopDeadlines deadlines,
            RandomIds ids,
            Timings timings,
            Limits limits,
            EngineCounters counters) {
        return new EngineLoop(
                eventLoop,
                deadlines,
                deadlines.queue(timings.pingInterval()),
                deadlines.queue(timings.pingTimeout()),
                deadlines.queue(timings.pingInterval().plus(timings.pingTimeout())),
                deadlines.queue(timings.upgradeTimeout()),
                deadlines.queue(timings.pingTimeout()),
                ids,
                new RateLimit(limits.packetsPerSecond(), limits.packetBurst()),
                limits.outboundQueueBytes(),
                counters);
    }

    /** The open sessions: each waits for one beat of its heartbeat or another. */
    public List<EngineIoSession> sessions() {
        List<EngineIoSession> sessions = new ArrayList<>();
        for (DeadlineQueue queue : List.of(pings, pongs, clientPings)) {
            queue.forEach(waiting -> {
                if (waiting instanceof EngineIoSession session) {
                    sessions.add(session);
                }
            });
        }
        return sessions;
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
