package dev.turnout.engine.engineio;

import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.http.OpeningRequest;
import java.util.Optional;

/** Acquires a permit from the ledger for each new session, unless the server is shutting down; counts refusals. Any thread. */
public final class NewSessions {

    private final ConnectionLedger ledger;
    private final EngineCounters counters;
    private volatile boolean refusingAll;

    public NewSessions(ConnectionLedger ledger, EngineCounters counters) {
        this.ledger = ledger;
        this.counters = counters;
    }

    /** The permit for a session that this request opens, granted or refused. */
    ConnectionLedger.SessionPermit permit(OpeningRequest request) {
        ConnectionLedger.SessionPermit permit =
                refusingAll ? ShuttingDown.REFUSED : ledger.session(request.remoteAddress(), request.retainedBytes());
        permit.refusal().ifPresent(counters::refusedOne);
        return permit;
    }

    /** From now on every new session is refused. */
    public void refuseAll() {
        refusingAll = true;
    }

    private enum ShuttingDown implements ConnectionLedger.SessionPermit {
        REFUSED;

        @Override
        public Optional<Refusal> refusal() {
            return Optional.of(Refusal.SHUTTING_DOWN);
        }

        @Override
        public void release() {}

        @Override
        public void connected() {}
    }
}
