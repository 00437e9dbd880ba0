package dev.turnout.acceptance.soak;

import java.util.concurrent.atomic.LongAdder;

/** State that viewers, publishers and the fault injection share. Any thread. */
final class SoakEnvironment {

    final Violations violations = new Violations();

    /** Of connections: during and after one, a connection that began before it may end. */
    final Interruptions connections;

    /** Of sessions: one that was lost before or during an interruption need not be continued. */
    final Interruptions sessions;

    final LongAdder received = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder recovered = new LongAdder();
    final LongAdder upgraded = new LongAdder();
    final LongAdder lost = new LongAdder();

    /** Sessions with polling that ended since a balancer took their server for down. */
    final LongAdder redirected = new LongAdder();

    private volatile Phase phase = Phase.STILL;

    SoakEnvironment(Interruptions connections, Interruptions sessions) {
        this.connections = connections;
        this.sessions = sessions;
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase next) {
        phase = next;
    }

    boolean isChurn() {
        return phase == Phase.CHURN;
    }
}
