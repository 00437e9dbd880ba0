package dev.turnout.engine.abuse;

import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A client that takes another of its connections for every request, so that the requests of its one session come in on
 * all loops; half-way it upgrades by a further connection. It says numbers, which are echoed, and hears numbers of its
 * room. One thread.
 */
final class EngineSwitchingClient {

    private static final String ECHO = "42[\"echo\",";
    private static final String ROOM = "42[\"room\",";
    private static final int LINES = 3;

    private final Callable<RawConnection> door;
    private final Random random;
    private final List<RawConnection> lines = new ArrayList<>();
    private final List<Integer> echoes = new ArrayList<>();
    private final List<Integer> room = new ArrayList<>();
    private final String sid;
    private final String session;
    private @Nullable RawConnection hanging;
    private @Nullable RawWebSocket socket;

    /** Connects to the main namespace by polling. */
    EngineSwitchingClient(Callable<RawConnection> door, long seed) throws Exception {
        this.door = door;
        this.random = new Random(seed);
        for (int i = 0; i < LINES; i++) {
            lines.add(door.call());
        }
        String open = line().get(AbusedEngine.POLLING).body();
        sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        session = AbusedEngine.session(sid);
        line().post(session, "40");
        String connected = line().get(session).body();
        if (!connected.startsWith("40{")) {
            throw new IOException("not connected: " + connected);
        }
    }

    private RawConnection line() {
        RawConnection line = lines.get(random.nextInt(LINES));
        return line == hanging ? line() : line;
    }

    /** Says the numbers below {@code count}, and hears these and the room's numbers below {@code inRoom}. */
    void talk(int count, int inRoom) throws Exception {
        for (int i = 0; i < count; i++) {
            if (i == count / 2) {
                upgrade();
            }
            ask();
            say(ECHO + i + "]");
            if (random.nextBoolean()) {
                hear();
            }
        }
        while (echoes.size() < count || room.size() < inRoom) {
            ask();
            hear();
        }
    }

    /** Lets a GET hang, if none does. */
    private void ask() throws IOException {
        if (socket == null && hanging == null) {
            hanging = line().send("GET " + session + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
    }

    private void say(String packet) throws IOException {
        if (socket != null) {
            socket.send(packet);
        } else {
            String answer = line().post(session, packet).body();
            if (!answer.equals("ok")) {
                throw new IOException("not taken: " + answer);
            }
        }
    }

    private void hear() throws IOException {
        if (socket != null) {
            got(socket.text());
        } else if (hanging != null) {
            String payload = hanging.answer().body();
            hanging = null;
            for (String packet : payload.split("\u001e", -1)) {
                got(packet);
            }
        }
    }

    private void got(String packet) throws IOException {
        if (packet.startsWith(ECHO)) {
            echoes.add(number(packet, ECHO));
        } else if (packet.startsWith(ROOM)) {
            room.add(number(packet, ROOM));
        } else if (!packet.equals("6")) {
            throw new IOException("unexpected: " + packet);
        }
    }

    private static int number(String packet, String before) {
        return Integer.parseInt(packet.substring(before.length(), packet.length() - 1));
    }

    private void upgrade() throws Exception {
        ask();
        RawWebSocket upgraded = RawWebSocket.over(door.call(), AbusedEngine.upgrade(sid));
        upgraded.send("2probe");
        hear(); // let go by the probe, if by nothing else
        String answer = upgraded.text();
        if (!answer.equals("3probe")) {
            throw new IOException("no answer to the probe: " + answer);
        }
        upgraded.send("5");
        socket = upgraded;
    }

    List<Integer> echoes() {
        return echoes;
    }

    List<Integer> room() {
        return room;
    }
}
