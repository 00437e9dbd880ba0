package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.turnout.engine.Ack;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.admission.RequestRate;
import dev.turnout.socket.publishing.LobbyCounts;
import dev.turnout.socket.publishing.LobbySession;
import dev.turnout.thread.OwnerThread;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Lists of auctions that lobby sessions request to watch, within the rate of requests per address. Above it a session's
 * newest list waits, and replaces the one that waited before. Any thread.
 */
final class WatchRequests {

    static final int MOST_IDS = 500;
    private static final Duration RETRY = Duration.ofMillis(500);

    private final LobbyCounts counts;
    private final RequestRate rate;
    private final OwnerThread timer;
    private final BiConsumer<Ack, @Nullable Map<AuctionId, Integer>> answer;

    /** @param answer sends the counts, or that too much is watched already */
    WatchRequests(
            LobbyCounts counts,
            RequestRate rate,
            OwnerThread timer,
            BiConsumer<Ack, @Nullable Map<AuctionId, Integer>> answer) {
        this.counts = counts;
        this.rate = rate;
        this.timer = timer;
        this.answer = answer;
    }

    private record Waiting(JsonNode list, Ack ack) {}

    /** In the place of a list that the timer hands over: one that arrives meanwhile waits, so that it is not overtaken. */
    private static final Waiting IN_TRANSFER = new Waiting(MissingNode.getInstance(), Ack.NOT_WANTED);

    /** A session, and the list that it waits for. */
    static final class Client {

        private final LobbySession session = new LobbySession();
        private final InetAddress address;
        private final AtomicReference<@Nullable Waiting> waiting = new AtomicReference<>();

        Client(InetAddress address) {
            this.address = address;
        }

        LobbySession session() {
            return session;
        }

        /** Its list is of no use any more. */
        void closed() {
            waiting.set(null);
        }
    }

    /** The ids are read once the list's rate allows it, since reading takes longer than receiving. */
    void watch(Client client, JsonNode list, Ack ack) {
        Optional<String> error = errorOf(list);
        if (error.isPresent()) {
            ack.reply(SocketAnswers.error(error.get()));
            return;
        }
        Waiting before = client.waiting.get();
        if (before == null && rate.allows(client.address)) {
            watchNow(client, list, ack);
            return;
        }
        Waiting replaced = client.waiting.getAndSet(new Waiting(list, ack));
        if (replaced == null) {
            timer.after(RETRY, () -> retry(client));
        } else {
            replaced.ack.reply(SocketAnswers.error("a newer list has replaced this one"));
        }
    }

    private void retry(Client client) {
        if (client.waiting.get() == null) {
            return; // the session has closed
        }
        boolean handedOver = rate.allows(client.address) && handOver(client);
        if (!handedOver) {
            timer.after(RETRY, () -> retry(client));
        }
    }

    /** False when another list waits now. */
    private boolean handOver(Client client) {
        Waiting next = client.waiting.getAndSet(IN_TRANSFER);
        if (next != null) {
            watchNow(client, next.list, next.ack);
        }
        return client.waiting.compareAndSet(IN_TRANSFER, null);
    }

    private void watchNow(Client client, JsonNode list, Ack ack) {
        try {
            counts.watch(client.session, ids(list), counted -> answer.accept(ack, counted));
        } catch (BadRequest e) {
            ack.reply(SocketAnswers.error(String.valueOf(e.getMessage())));
        }
    }

    /** Checked before a list is kept: a waiting list has at most 500 short ids. */
    private static Optional<String> errorOf(JsonNode list) {
        if (!list.isArray()) {
            return Optional.of("watchCounts takes a list of auction ids");
        }
        if (list.size() > MOST_IDS) {
            return Optional.of("at most " + MOST_IDS + " auctions can be watched");
        }
        for (JsonNode id : list) {
            if (!id.isValueNode() || id.asText().length() > AuctionId.MAX_CHARACTERS) {
                return Optional.of(AuctionId.FORM);
            }
        }
        return Optional.empty();
    }

    private static Set<AuctionId> ids(JsonNode list) {
        Set<AuctionId> ids = new LinkedHashSet<>();
        for (JsonNode id : list) {
            ids.add(RequestPath.auction(ViewerIdentity.text(id).orElse("")));
        }
        return ids;
    }
}
