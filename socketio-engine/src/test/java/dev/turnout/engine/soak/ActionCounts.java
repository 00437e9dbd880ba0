package dev.turnout.engine.soak;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often each action or delivery happened. Any thread. */
final class ActionCounts {

    enum Action {
        CONNECTED("connects"),
        RECOVERED("recoveries"),
        UPGRADED("upgrades"),
        PROBE_DROPPED("dropped probes"),
        RESET("resets"),
        HALF_OPENED("half-open connections"),
        LEFT("closes"),
        DISCONNECTED("disconnected by the server"),
        MOVED("moves"),
        EVENT("events"),
        OWN("own events"),
        VALUE("values"),
        SENT("messages with ack"),
        ANSWERED("acks to the server");

        private final String text;

        Action(String text) {
            this.text = text;
        }
    }

    private final Map<Action, LongAdder> counts = new EnumMap<>(Action.class);

    ActionCounts() {
        Arrays.stream(Action.values()).forEach(what -> counts.put(what, new LongAdder()));
    }

    void one(Action what) {
        LongAdder count = counts.get(what);
        if (count != null) {
            count.increment();
        }
    }

    long of(Action what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    @Override
    public String toString() {
        return Arrays.stream(Action.values())
                .map(what -> of(what) + " " + what.text)
                .collect(Collectors.joining(", "));
    }
}
