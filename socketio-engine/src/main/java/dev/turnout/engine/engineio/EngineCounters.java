package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Transport;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts what happens on all loops. Any thread. */
public final class EngineCounters implements EngineStats {

    private final Map<Transport, LongAdder> live = adders(Transport.class);
    private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
    private final Map<Refusal, LongAdder> refused = adders(Refusal.class);
    private final LongAdder opened = new LongAdder();
    private final LongAdder eventsSent = new LongAdder();
    private final LongAdder eventsReplaced = new LongAdder();
    private final LongAdder outboundBytes = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private final LongAdder recoveryBytes = new LongAdder();
    private final LongAdder recoveryEventsDropped = new LongAdder();
    private final LongAdder recoverySessionsDropped = new LongAdder();

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> keys) {
        Map<E, LongAdder> adders = new EnumMap<>(keys);
        for (E key : keys.getEnumConstants()) {
            adders.put(key, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return adder;
    }

    public void sessionOpened(Transport transport) {
        opened.increment();
        adder(live, transport).increment();
    }

    public void sessionClosed(Transport transport, CloseReason reason) {
        adder(live, transport).decrement();
        adder(closed, reason).increment();
    }

    public void transportChanged(Transport from, Transport to) {
        adder(live, from).decrement();
        adder(live, to).increment();
    }

    public void refusedOne(Refusal refusal) {
        adder(refused, refusal).increment();
    }

    public void sent(int events) {
        eventsSent.add(events);
    }

    public void replacedOne() {
        eventsReplaced.increment();
    }

    void outboundBytesChanged(int difference) {
        outboundBytes.add(difference);
    }

    public void recoveredOne() {
        recovered.increment();
    }

    public void recoveryBytesChanged(int difference) {
        recoveryBytes.add(difference);
    }

    public void recoveryEventDropped() {
        recoveryEventsDropped.increment();
    }

    public void recoverySessionDropped() {
        recoverySessionsDropped.increment();
    }

    @Override
    public long live(Transport transport) {
        return adder(live, transport).sum();
    }

    @Override
    public long opened() {
        return opened.sum();
    }

    @Override
    public long closed(CloseReason reason) {
        return adder(closed, reason).sum();
    }

    @Override
    public long refused(Refusal refusal) {
        return adder(refused, refusal).sum();
    }

    @Override
    public long eventsSent() {
        return eventsSent.sum();
    }

    @Override
    public long eventsReplaced() {
        return eventsReplaced.sum();
    }

    @Override
    public long outboundBytes() {
        return outboundBytes.sum();
    }

    @Override
    public long recovered() {
        return recovered.sum();
    }

    @Override
    public long recoveryBytes() {
        return recoveryBytes.sum();
    }

    @Override
    public long recoveryEventsDropped() {
        return recoveryEventsDropped.sum();
    }

    @Override
    public long recoverySessionsDropped() {
        return recoverySessionsDropped.sum();
    }
}
