package dev.turnout.socket.publishing;

import dev.turnout.engine.Session;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session of the lobby. Its interest belongs to the lobby thread. */
public final class LobbySession {

    private @Nullable Session socket;

    @Nullable LobbyInterest interest;

    boolean closed;

    /** Called once, before the session is handed to the lobby thread. */
    public void openedAs(Session newSocket) {
        socket = newSocket;
    }

    Session socket() {
        return Objects.requireNonNull(socket);
    }
}
