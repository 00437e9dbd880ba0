package dev.turnout.engine.soak;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** How often what happened. Any thread. */
final class Tally {

    enum What {
        CONNECTED("connects"),
        RECOVERED("recoveries"),
        UPGRADED("upgrades"),
        PROBE_DROPPED("dropped probes"),
        RESET("resets"),
        HALF_OPENED("half-open lines"),
        LEFT("leavings"),
        TOLD_TO_GO("told to go"),
        MOVED("moves"),
        NEWS("events"),
        OWN("own events"),
        VALUE("values"),
        SAID("messages with ack"),
        ASKED("acks to the server");

        private final String text;

        What(String text) {
            this.text = text;
        }
    }

    private final Map<What, LongAdder> counts = new EnumMap<>(What.class);

    Tally() {
        Arrays.stream(What.values()).forEach(what -> counts.put(what, new LongAdder()));
    }

    void one(What what) {
        LongAdder count = counts.get(what);
        if (count != null) {
            count.increment();
        }
    }

    long of(What what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    @Override
    public String toString() {
        return Arrays.stream(What.values())
                .map(what -> of(what) + " " + what.text)
                .collect(Collectors.joining(", "));
    }
}
