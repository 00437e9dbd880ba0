package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Admission;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.http.OpeningRequest;
import java.util.List;
import java.util.Optional;

/**
 * One CONNECT packet under way: admission, then either the continuation of a lost session or a new one. On the
 * connection's loop.
 *
 * <pre>
 *  no pid, or one that names no session ──► admitted ──────────────────────────────► new session
 *  pid ──► admitted ──► its session still has a connection: close it     ─┐            ▲
 *              │              ▲  (on that connection's loop, then back)    │            │ events were dropped,
 *              └──────────────┴───────────────────────────────────────────┴► resume ───┘ or other rooms
 *                                                                             │
 *                                                                             └──► continued session
 * </pre>
 */
final class ConnectRequest {

    private final SocketIoConnection connection;
    private final TurnoutEndpoint endpoint;
    private final JsonNode auth;
    private final OpeningRequest opening;

    /** @param opening the request that opened the connection */
    ConnectRequest(SocketIoConnection connection, TurnoutEndpoint endpoint, JsonNode auth, OpeningRequest opening) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.auth = auth;
        this.opening = opening;
    }

    TurnoutEndpoint endpoint() {
        return endpoint;
    }

    void run() {
        Optional<RecoveryPoint> point = recoveryPoint();
        if (point.isEmpty()) {
            startNewSession();
            return;
        }
        Admission admission = endpoint.handler().admit(handshake(point.get().id(), true));
        if (admission instanceof Admission.Refused refused) {
            connection.refuse(endpoint.namespace(), refused);
        } else if (admission instanceof Admission.Accepted accepted) {
            resume(point.get(), accepted);
        }
    }

    private Optional<RecoveryPoint> recoveryPoint() {
        if (!endpoint.recovers()
                || connection.protocol() != 4
                || !auth.path("pid").isTextual()) {
            return Optional.empty();
        }
        return connection.loop().tokens().read(endpoint, auth).filter(point -> endpoint.remembers(point.id()));
    }

    private void startNewSession() {
        String id = connection.loop().newId();
        Admission admission = endpoint.handler().admit(handshake(id, false));
        if (admission instanceof Admission.Refused refused) {
            connection.refuse(endpoint.namespace(), refused);
        } else if (admission instanceof Admission.Accepted accepted) {
            SocketIoSession session = new SocketIoSession(connection, endpoint, accepted.attachment(), id);
            Offset begin = endpoint.open(session, accepted.rooms());
            String pid = session.isRecoverable()
                    ? connection.loop().tokens().issue(endpoint, id, begin, accepted.rooms())
                    : null;
            connection.connected(session, pid, List.of());
        }
    }

    private void resume(RecoveryPoint point, Admission.Accepted accepted) {
        if (!point.isFor(accepted.rooms())) {
            startNewSession();
            return;
        }
        SocketIoSession session = new SocketIoSession(connection, endpoint, accepted.attachment(), point.id());
        Resumption outcome = endpoint.resume(session, point, accepted.rooms());
        if (outcome.live() != null) {
            connection.await(this);
            outcome.live()
                    .replace(() -> connection.loop().run(() -> connection.resume(this, () -> resume(point, accepted))));
        } else if (outcome.missed() != null) {
            connection.loop().counters().recoveredOne();
            connection.connected(session, point.pid(), outcome.missed());
        } else {
            startNewSession();
        }
    }

    private Handshake handshake(String sessionId, boolean recovery) {
        return new Handshake(
                endpoint.path(),
                endpoint.namespace(),
                opening.query(),
                opening::header,
                auth,
                opening.remoteAddress(),
                connection.protocol(),
                connection.transport(),
                sessionId,
                recovery);
    }
}
