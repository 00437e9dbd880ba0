package dev.turnout.engine.socketio;

import dev.turnout.engine.FanOut;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A room over all loops. What is not a loop's own is guarded by the endpoint's lock. */
final class RoomState {

    private final TurnoutEndpoint endpoint;
    private final String name;
    private final LoopRoom[] loopRooms;
    private final RecoveryLog.@Nullable Partition logged;

    /** Sessions that are in the room; at 0 it is removed when its log has expired. */
    int members;

    /** When the last one left, nanoseconds. */
    long emptySince;

    RoomState(TurnoutEndpoint endpoint, String name, List<LoopSessions> loops, RecoveryLog.@Nullable Partition logged) {
        this.endpoint = endpoint;
        this.name = name;
        this.loopRooms = loops.stream().map(loop -> new LoopRoom(this, loop)).toArray(LoopRoom[]::new);
        this.logged = logged;
    }

    TurnoutEndpoint endpoint() {
        return endpoint;
    }

    String name() {
        return name;
    }

    LoopRoom on(LoopSessions loop) {
        return loopRooms[loop.index()];
    }

    LoopRoom[] loopRooms() {
        return loopRooms;
    }

    RecoveryLog.@Nullable Partition logged() {
        return logged;
    }

    interface OnLoop {
        void act(LoopRoom loopRoom, FanOutReport report);
    }

    /** Does this on every loop that has members; under the endpoint's lock, which keeps the order of the calls. */
    CompletionStage<FanOut> toLoops(OnLoop action) {
        List<LoopRoom> occupied = new ArrayList<>(loopRooms.length);
        for (LoopRoom loopRoom : loopRooms) {
            if (!loopRoom.isEmpty()) {
                occupied.add(loopRoom);
            }
        }
        FanOutReport report = new FanOutReport(occupied.size());
        for (LoopRoom loopRoom : occupied) {
            if (!loopRoom.loop().execute(() -> action.act(loopRoom, report))) {
                report.done(0, 0);
            }
        }
        return report.whole();
    }
}
