package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.Outbound;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of {@link TurnoutEndpoint#resume}. At most one of the two is not null; when both are, the session cannot be
 * continued.
 *
 * @param live the session still has a connection, which has to be closed before the session can be continued
 * @param missed the session has been continued, and these are the events it missed, in order
 */
record Resumption(@Nullable SocketIoSession live, @Nullable List<Outbound> missed) {

    static final Resumption IMPOSSIBLE = new Resumption(null, null);
}
