package dev.turnout.socket.simulation;

import org.jspecify.annotations.Nullable;

/** The script of {@code RedisBus} in Java. The product tests run the original on a real Redis. */
final class EpochScript {

    private EpochScript() {}

    /** What the two keys hold. Times are milliseconds of Redis's clock. */
    record State(
            @Nullable String holder,
            long leaseEnds,
            @Nullable String number,
            @Nullable String members,
            @Nullable String run,
            long epochEnds) {

        static final State EMPTY = new State(null, 0, null, null, null, 0);

        /** With the keys expired that have expired by now. */
        State at(long now) {
            State state = this;
            if (now >= leaseEnds) {
                state = new State(null, 0, state.number, state.members, state.run, state.epochEnds);
            }
            if (now >= epochEnds) {
                state = new State(state.holder, state.leaseEnds, null, null, null, 0);
            }
            return state;
        }
    }

    /** @param arguments self, members, known number, run, milliseconds of the lease, milliseconds of the epoch */
    static State run(State state, long now, String... arguments) {
        String self = arguments[0];
        String members = arguments[1];
        long known = Long.parseLong(arguments[2]);
        if (members.isEmpty() || (state.holder() != null && !state.holder().equals(self))) {
            return state;
        }
        long number = state.number() == null ? 0 : Long.parseLong(state.number());
        boolean begins = !members.equals(state.members()) || number < known;
        if (begins) {
            number = Math.max(Math.max(number + 1, known + 1), now);
        }
        return new State(
                self,
                now + Long.parseLong(arguments[4]),
                begins ? String.valueOf(number) : state.number(),
                begins ? members : state.members(),
                state.run() == null ? arguments[3] : state.run(),
                now + Long.parseLong(arguments[5]));
    }
}
