package dev.turnout.testkit.clients;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A library in one of its modes. */
public record ClientKind(Library library, Mode mode) {

    /** The newest library over WebSocket, for tests in which the client makes no difference. */
    public static final ClientKind DEFAULT = new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET);

    public static Stream<ClientKind> all() {
        return Arrays.stream(Library.values())
                .flatMap(library -> Arrays.stream(Mode.values()).map(mode -> new ClientKind(library, mode)));
    }

    public static Stream<ClientKind> upgrading() {
        return all().filter(kind -> kind.mode == Mode.UPGRADING);
    }

    /** Those whose CONNECT packet can carry an auth payload and whose errors can carry data. */
    public static Stream<ClientKind> ofRevision4() {
        return all().filter(kind -> kind.protocol() == 4);
    }

    /** Those of socket.io-client 2.x. */
    public static Stream<ClientKind> ofRevision3() {
        return all().filter(kind -> kind.protocol() == 3);
    }

    /** Those that ask to have a lost session continued. */
    public static Stream<ClientKind> recovering() {
        return all().filter(kind -> kind.library == Library.SIO_4_7 || kind.library == Library.SIO_4_8);
    }

    /** One of each revision and transport, where the library makes no difference. */
    public static Stream<ClientKind> oneOfEach() {
        return Stream.of(Library.SIO_2_5, Library.SIO_4_8)
                .flatMap(library ->
                        List.of(Mode.POLLING, Mode.WEBSOCKET).stream().map(mode -> new ClientKind(library, mode)));
    }

    /** The oldest and the newest library, as pages load them. */
    public static Stream<ClientKind> inBrowsers() {
        return all().filter(kind -> kind.library == Library.SIO_2_5 || kind.library == Library.SIO_4_8);
    }

    public int protocol() {
        return library.protocol();
    }

    public boolean startsPolling() {
        return mode != Mode.WEBSOCKET;
    }

    @Override
    public String toString() {
        return library + ", " + mode;
    }
}
