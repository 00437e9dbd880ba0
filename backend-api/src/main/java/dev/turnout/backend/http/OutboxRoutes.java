package dev.turnout.backend.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.backend.relay.RelayException;
import dev.turnout.backend.relay.SocketServerClient;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.jetty.http.HttpStatus;

/** The state of socket-server's outbox, for admins: they have a session and not the internal key. */
final class OutboxRoutes {

    private record Report(boolean success, Instant asOf, ObjectNode outbox) {}

    private record Retried(boolean success, int retried) {}

    private final SocketServerClient socketServer;
    private final InstantSource clock;

    OutboxRoutes(SocketServerClient socketServer, InstantSource clock) {
        this.socketServer = socketServer;
        this.clock = clock;
    }

    void report(Context ctx) {
        try {
            Instant asOf = clock.instant();
            ctx.json(new Report(true, asOf, socketServer.outbox()));
        } catch (RelayException e) {
            throw badGateway(e);
        }
    }

    void retry(Context ctx) {
        try {
            ctx.json(new Retried(true, socketServer.retryOutbox()));
        } catch (RelayException e) {
            throw badGateway(e);
        }
    }

    private static Problem badGateway(RelayException e) {
        return Problem.of(HttpStatus.BAD_GATEWAY_502, e.why().advice());
    }
}
