package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.FrameSource;
import dev.turnout.engine.engineio.Outbound;
import dev.turnout.engine.engineio.SharedFrames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The members of a room on one loop, and the newest values that are being sent to them. Confined to the loop but for
 * {@link #isEmpty}.
 */
final class LoopRoom {

    private static final int INITIAL = 4;

    /** Members of one slice of a fan-out: one to three milliseconds, so that events and other rooms are not delayed. */
    private static final int SLICE = 512;

    private final RoomState room;
    private final LoopSessions loop;
    private Membership[] members = new Membership[INITIAL];
    private volatile int size;

    /** Sessions that have reserved a place; guarded by the endpoint's lock. */
    private int expected;

    private final Map<String, LatestFanOut> latestFanOuts = new HashMap<>(2);

    LoopRoom(RoomState room, LoopSessions loop) {
        this.room = room;
        this.loop = loop;
    }

    RoomState room() {
        return room;
    }

    LoopSessions loop() {
        return loop;
    }

    boolean isEmpty() {
        return size == 0 && expected == 0;
    }

    void reserve() {
        expected++;
    }

    void releaseReservation() {
        expected--;
    }

    void add(Membership membership) {
        int count = size;
        if (count == members.length) {
            members = Arrays.copyOf(members, count + (count >> 1) + 1);
        }
        membership.index = count;
        members[count] = membership;
        size = count + 1;
    }

    /** The last member moves to its index; iterations from the end to the front still visit every member. */
    void remove(Membership membership) {
        int last = size - 1;
        members[membership.index] = members[last];
        members[last].index = membership.index;
        Arrays.fill(members, last, last + 1, null);
        size = last;
        if (members.length > INITIAL && last < members.length / 4) {
            members = Arrays.copyOf(members, Math.max(INITIAL, members.length / 2));
        }
    }

    /** Sends an event to every member that joined before it was emitted. */
    void send(RoomEvent event, FanOutReport report) {
        long start = loop.now();
        RoomEvent.ForContinued forContinued = event.forContinued();
        int sent = 0;
        try (SharedFrames plain = new SharedFrames(event.plain());
                SharedFrames recoverable = new SharedFrames(event.recoverable())) {
            for (int i = size - 1; i >= 0; i--) {
                Membership member = members[i];
                if (event.sequence() > member.joinedAt) {
                    FrameSource frames = member.recoverable ? recoverable : plain;
                    sent += forContinued == null ? send(member, frames) : send(member, frames, forContinued);
                }
            }
        } finally { // the report must complete, also after a failure
            loop.sentUpTo(room.endpoint(), event.offset());
            loop.counters().sent(sent);
            report.done(sent, loop.now() - start);
        }
    }

    private static int send(Membership member, FrameSource frames) {
        member.connection.send(frames);
        return 1;
    }

    private static int send(Membership member, FrameSource frames, RoomEvent.ForContinued forContinued) {
        Carried carried = member.session.carried();
        FrameSource own = carried == null ? frames : forContinued.of(carried);
        return own == null ? 0 : send(member, own);
    }

    /** Starts to send a value to every member, or replaces an older one that is still being sent. */
    void sendLatest(String key, Outbound value, FanOutReport report) {
        LatestFanOut running = latestFanOuts.get(key);
        if (running != null) {
            running.supersede(value, report);
        } else {
            LatestFanOut fanOut = new LatestFanOut(key, value, report);
            latestFanOuts.put(key, fanOut);
            fanOut.run();
        }
    }

    /** The action may remove members, also others than its argument. */
    void forEach(Consumer<SocketIoSession> action) {
        for (int i = size - 1; i >= 0; i--) {
            if (i < size) {
                action.accept(members[i].session);
            }
        }
    }

    int size() {
        return size;
    }

    /** Sends one value to the room, a slice at a time from the end to the front. */
    private final class LatestFanOut implements Runnable {

        private final String key;
        private Outbound value;
        private FanOutReport report;
        private int next = size;
        private int sent;
        private long busyNanos;

        LatestFanOut(String key, Outbound value, FanOutReport report) {
            this.key = key;
            this.value = value;
            this.report = report;
        }

        void supersede(Outbound newer, FanOutReport newReport) {
            loop.counters().sent(sent);
            report.done(sent, busyNanos);
            value = newer;
            report = newReport;
            next = size;
            sent = 0;
            busyNanos = 0;
        }

        @Override
        public void run() {
            long start = loop.now();
            int stop = Math.max(0, Math.min(next, size) - SLICE);
            try (SharedFrames frames = new SharedFrames(value)) {
                for (next = Math.min(next, size) - 1; next >= stop; next--) {
                    if (next < size) {
                        members[next].connection.send(frames);
                        sent++;
                    }
                }
                next++;
            }
            busyNanos += loop.now() - start;
            boolean continues = next > 0 && loop.execute(this);
            if (!continues) {
                latestFanOuts.remove(key);
                loop.counters().sent(sent);
                report.done(sent, busyNanos);
            }
        }
    }
}
