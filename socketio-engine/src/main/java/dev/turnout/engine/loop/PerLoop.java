package dev.turnout.engine.loop;

import io.netty.channel.EventLoop;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One object for each event loop, made once. The map is read from any thread, the objects belong to their loops. */
public final class PerLoop<T> {

    private final Map<EventLoop, T> byLoop = new HashMap<>();

    public PerLoop(Iterable<EventLoop> loops, Function<EventLoop, T> make) {
        for (EventLoop loop : loops) {
            byLoop.put(loop, make.apply(loop));
        }
    }

    /** @throws IllegalArgumentException when the loop is not one of these */
    public T of(EventLoop loop) {
        T object = byLoop.get(loop);
        if (object == null) {
            throw new IllegalArgumentException("not a loop of this engine");
        }
        return object;
    }

    public Set<EventLoop> loops() {
        return byLoop.keySet();
    }

    public Collection<T> all() {
        return byLoop.values();
    }
}
