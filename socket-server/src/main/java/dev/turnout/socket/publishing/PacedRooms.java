package dev.turnout.socket.publishing;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.thread.OwnerThread;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the feeds of all rooms share: the engine, the thread, the clock, the time of the event loops that they may take
 * together, and their counters. Audience thread only.
 */
final class PacedRooms {

    final Endpoint endpoint;
    final OwnerThread thread;
    final LongSupplier nanoClock;
    final LoopBudget budget = new LoopBudget();
    final ProcessorLoad load;
    private final int eventLoops;

    long fanOuts;
    long frames;
    long failures;

    /**
     * @param eventLoops among how many event loops a room's sessions are spread
     * @param processorNanos what the process has used of all cores so far
     */
    PacedRooms(
            Endpoint endpoint,
            OwnerThread thread,
            LongSupplier nanoClock,
            int eventLoops,
            LongSupplier processorNanos) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.nanoClock = nanoClock;
        this.eventLoops = eventLoops;
        this.load = new ProcessorLoad(processorNanos, eventLoops);
    }

    /**
     * @param room name of the engine's room
     * @param value builds the newest value
     * @param recipients expected number of sessions of the next fan-out
     */
    PacedRoom open(String room, Supplier<Event> value, IntSupplier recipients) {
        return new PacedRoom(this, room, value, recipients);
    }

    long perLoop(long busyNanos) {
        return busyNanos / eventLoops;
    }
}
