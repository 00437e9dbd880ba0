package dev.turnout.engine.soak;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** How far each publisher has come in each room. A publisher writes its own numbers, any thread reads. */
final class Published {

    private final List<String> rooms;
    private final int publishers;
    private final AtomicLongArray begun;
    private final AtomicLongArray done;
    private final AtomicLongArray values;

    Published(List<String> rooms, int publishers) {
        this.rooms = rooms;
        this.publishers = publishers;
        this.begun = new AtomicLongArray(rooms.size() * publishers);
        this.done = new AtomicLongArray(rooms.size() * publishers);
        this.values = new AtomicLongArray(rooms.size() * publishers);
    }

    List<String> rooms() {
        return rooms;
    }

    private int index(String room, int publisher) {
        return rooms.indexOf(room) * publishers + publisher;
    }

    /** The number of an event that is about to be emitted. */
    long begin(String room, int publisher) {
        return begun.incrementAndGet(index(room, publisher));
    }

    /** The event that was begun last has been emitted. */
    void done(String room, int publisher) {
        int index = index(room, publisher);
        done.set(index, begun.get(index));
    }

    /** The number of a newest value that is about to be emitted. */
    long nextValue(String room, int publisher) {
        return values.incrementAndGet(index(room, publisher));
    }

    /** The last events that have certainly been emitted, one of each publisher. */
    List<Long> done(String room) {
        return of(done, room);
    }

    /** The last events that may have been emitted. */
    List<Long> begun(String room) {
        return of(begun, room);
    }

    private List<Long> of(AtomicLongArray numbers, String room) {
        return LongStream.range(0, publishers)
                .map(publisher -> numbers.get(index(room, (int) publisher)))
                .boxed()
                .toList();
    }

    Map<String, List<Long>> events() {
        return rooms.stream().collect(Collectors.toMap(Function.identity(), room -> of(done, room)));
    }

    Map<String, List<Long>> newestValues() {
        return rooms.stream().collect(Collectors.toMap(Function.identity(), room -> of(values, room)));
    }

    long total() {
        return IntStream.range(0, done.length()).mapToLong(done::get).sum();
    }
}
