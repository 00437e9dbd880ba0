package dev.turnout.engine.nettysocketio;

import com.corundumstudio.socketio.BroadcastOperations;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIONamespace;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

/** A room of netty-socketio. */
final class NettySocketIoRoom implements Room {

    private final String name;
    private final SocketIONamespace namespace;
    private final EventLoops loops;
    private final AdapterCounters counters;

    NettySocketIoRoom(String name, SocketIONamespace namespace, EventLoops loops, AdapterCounters counters) {
        this.name = name;
        this.namespace = namespace;
        this.loops = loops;
        this.counters = counters;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletionStage<FanOut> emit(Event event) {
        long since = EventLoops.now();
        BroadcastOperations members = namespace.getRoomOperations(name);
        int sessions = members.getClients().size();
        members.sendEvent(event.name(), event.args().toArray());
        counters.sent(sessions);
        return loops.drained(sessions, since);
    }

    @Override
    public CompletionStage<FanOut> emitLatest(Event event) {
        return emit(event);
    }

    @Override
    public CompletionStage<FanOut> disconnect() {
        long since = EventLoops.now();
        Collection<SocketIOClient> members = namespace.getRoomOperations(name).getClients();
        members.forEach(member -> NettySocketIoEndpoint.session(member).disconnect());
        return loops.drained(members.size(), since);
    }
}
