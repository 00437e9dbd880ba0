package dev.turnout.socket;

import com.sun.management.OperatingSystemMXBean;
import dev.turnout.engine.Endpoint;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.socket.publishing.LobbyCounts;
import java.lang.management.ManagementFactory;

/** The audience, and what is sent to its sessions and to those of the lobby: counts and events. */
record Counting(Audience audience, CountPublisher counts, EventPublisher events, Lobby lobby, LobbyCounts lobbyCounts) {

    /**
     * @param rooms of the audience; first used after the start
     * @param lobbyRooms first used after the start
     */
    static Counting of(ServerBase base, Endpoint rooms, Endpoint lobbyRooms) {
        SocketServerConfig config = base.config();
        Audience audience =
                new Audience(config.viewers().countBy(), config.cluster().isPresent());
        CountPublisher counts = new CountPublisher(
                rooms,
                base.audienceThread(),
                base.nanoClock(),
                config.listening().actualEventLoops(),
                Counting::processorNanos);
        Lobby lobby = new Lobby(lobbyRooms, base.lobbyThread(), config.viewers().lobbyWatches());
        LobbyCounts lobbyCounts = new LobbyCounts(audience, base.audienceThread(), base::now, lobby);
        return new Counting(audience, counts, new EventPublisher(rooms, lobby), lobby, lobbyCounts);
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /** Sends the counts from now on. After the listeners that count and sample. */
    void publish() {
        audience.addListener(counts);
        audience.addListener(lobbyCounts);
    }
}
