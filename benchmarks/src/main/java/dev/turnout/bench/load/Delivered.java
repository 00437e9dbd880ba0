package dev.turnout.bench.load;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What became of the published events.
 *
 * @param receivers sessions in the room
 * @param received deliveries, each event once per session
 * @param doubled deliveries of an event that the session had already
 * @param late deliveries after a later event
 * @param stale deliveries of an earlier run's events
 * @param shortest bytes of the shortest message that carried an event
 * @param answers answers to publishing
 * @param refusals those of them that were not "ok" or 2xx
 */
public record Delivered(
        int receivers,
        long received,
        long doubled,
        long late,
        long stale,
        int shortest,
        int longest,
        int answers,
        int refusals,
        List<Times> events) {

    /**
     * One event's way, in monotonic nanoseconds.
     *
     * @param sent when it was handed to the server
     * @param last when the last session had it
     * @param received sessions that had it
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"sent", "last", "received"})
    public record Times(long sent, long last, int received) {}

    static Delivered merge(List<Delivered> parts) {
        int events = parts.get(0).events().size();
        return new Delivered(
                parts.stream().mapToInt(Delivered::receivers).sum(),
                parts.stream().mapToLong(Delivered::received).sum(),
                parts.stream().mapToLong(Delivered::doubled).sum(),
                parts.stream().mapToLong(Delivered::late).sum(),
                parts.stream().mapToLong(Delivered::stale).sum(),
                parts.stream()
                        .filter(part -> part.received() > 0)
                        .mapToInt(Delivered::shortest)
                        .min()
                        .orElse(0),
                parts.stream().mapToInt(Delivered::longest).max().orElse(0),
                parts.stream().mapToInt(Delivered::answers).sum(),
                parts.stream().mapToInt(Delivered::refusals).sum(),
                IntStream.range(0, events)
                        .mapToObj(event -> merge(event, parts))
                        .toList());
    }

    /** Only the process that published an event has its time; the others leave 0. */
    private static Times merge(int event, List<Delivered> parts) {
        List<Times> times = parts.stream().map(part -> part.events().get(event)).toList();
        return new Times(
                times.stream().mapToLong(Times::sent).max().orElse(0),
                times.stream().mapToLong(Times::last).max().orElse(0),
                times.stream().mapToInt(Times::received).sum());
    }

    /** Deliveries that did not happen. */
    public long lost() {
        return (long) receivers * events.size() - received;
    }

    /** From handing an event to the server until the last session had it, in milliseconds, of the complete ones. */
    public List<Double> millisToLast() {
        return events.stream()
                .filter(times -> times.received() == receivers)
                .map(times -> (times.last() - times.sent()) / 1e6)
                .toList();
    }
}
