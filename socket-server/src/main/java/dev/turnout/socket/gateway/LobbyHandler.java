package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.socket.admission.RequestRate;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.socket.publishing.LobbyCounts;
import dev.turnout.thread.OwnerThread;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The lobby: sessions that show counts and are not counted. One that connects with the slug of an auction also gets what
 * is published to that auction. Called on event loops.
 */
public final class LobbyHandler implements SessionHandler {

    private final Lobby lobby;
    private final WatchRequests requests;
    private final LongAdder unknownEvents = new LongAdder();

    /** @param rate of the requests of an address */
    public LobbyHandler(Lobby lobby, LobbyCounts counts, RequestRate rate, OwnerThread timer) {
        this.lobby = lobby;
        this.requests = new WatchRequests(counts, rate, timer, LobbyHandler::answer);
    }

    @Override
    public Admission admit(Handshake handshake) {
        WatchRequests.Client client = new WatchRequests.Client(handshake.remoteAddress());
        String slug = handshake.query().getOrDefault("slug", "");
        if (slug.isEmpty()) {
            return Admission.accept(client);
        }
        return AuctionId.fromSlug(slug)
                .<Admission>map(auction -> Admission.accept(client, auction.slug()))
                .orElseGet(SocketAnswers::invalidSlug);
    }

    @Override
    public void opened(Session socket) {
        clientOf(socket).session().openedAs(socket);
        lobby.opened();
    }

    @Override
    public void event(Session socket, String name, List<JsonNode> args, Ack ack) {
        switch (name) {
            case Wire.HEARTBEAT -> SocketAnswers.heartbeat(socket, ack);
            case Wire.WATCH_COUNTS -> {
                JsonNode list = args.isEmpty() ? MissingNode.getInstance() : args.get(0);
                requests.watch(clientOf(socket), list, ack);
            }
            default -> {
                unknownEvents.increment();
                ack.reply(SocketAnswers.unknownEvent(name));
            }
        }
    }

    private static void answer(Ack ack, @Nullable Map<AuctionId, Integer> counts) {
        if (counts == null) {
            ack.reply(SocketAnswers.error("the lobby watches too many auctions; try again later"));
            return;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        counts.forEach((id, count) -> json.put(id.value(), count));
        ack.reply(json);
    }

    @Override
    public void closed(Session socket, CloseReason reason) {
        clientOf(socket).closed();
        lobby.closed(clientOf(socket).session());
    }

    private static WatchRequests.Client clientOf(Session socket) {
        return (WatchRequests.Client) Objects.requireNonNull(socket.attachment());
    }

    /** Events of unknown names from clients so far. Any thread. */
    public long unknownEvents() {
        return unknownEvents.sum();
    }
}
