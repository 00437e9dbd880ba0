package dev.turnout.engine.nettysocketio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Transport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counters of the engine, and the live sessions. Thread-safe. */
final class AdapterCounters implements EngineStats {

    private static final Logger log = LoggerFactory.getLogger(NettySocketIoEngine.class);

    private final Set<NettySocketIoSession> live = ConcurrentHashMap.newKeySet();
    private final LongAdder opened = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final Map<CloseReason, LongAdder> closed = adders(CloseReason.class);
    private final Map<Refusal, LongAdder> refused = adders(Refusal.class);

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> names) {
        Map<E, LongAdder> adders = new EnumMap<>(names);
        for (E name : names.getEnumConstants()) {
            adders.put(name, new LongAdder());
        }
        return adders;
    }

    private static <E extends Enum<E>> LongAdder of(Map<E, LongAdder> adders, E name) {
        LongAdder adder = adders.get(name);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + name);
        }
        return adder;
    }

    void opened(NettySocketIoSession session) {
        opened.increment();
        live.add(session);
    }

    void closed(NettySocketIoSession session, CloseReason reason) {
        live.remove(session);
        of(closed, reason).increment();
    }

    void sent(int events) {
        sent.add(events);
    }

    void refused(Refusal refusal, int times) {
        of(refused, refusal).add(times);
    }

    void handlerFailed(String what, String id, RuntimeException failure) {
        log.error("handler failed in {} of {}", what, id, failure);
    }

    List<NettySocketIoSession> sessions() {
        return List.copyOf(live);
    }

    @Override
    public long live(Transport transport) {
        return live.stream().filter(s -> s.transport() == transport).count();
    }

    @Override
    public long live() {
        return live.size();
    }

    @Override
    public long opened() {
        return opened.sum();
    }

    @Override
    public long closed(CloseReason reason) {
        return of(closed, reason).sum();
    }

    @Override
    public long refused(Refusal refusal) {
        return of(refused, refusal).sum();
    }

    @Override
    public long eventsSent() {
        return sent.sum();
    }

    @Override
    public long eventsReplaced() {
        return 0;
    }

    @Override
    public long recovered() {
        return 0;
    }
}
