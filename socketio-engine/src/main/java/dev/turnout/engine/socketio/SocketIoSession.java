package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import dev.turnout.engine.engineio.Outbound;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client in one namespace. Its state is confined to the loop of its connection; callers may be on any thread. */
final class SocketIoSession implements Session {

    private static final int MAX_AWAITED_ACKS = 1000;

    private final SocketIoConnection connection;
    private final TurnoutEndpoint endpoint;
    private final String id;
    private final @Nullable Object attachment;
    private boolean open = true;
    private @Nullable Membership memberships;

    /** Events for this session alone, kept for its recovery; guarded by the endpoint's lock. */
    private RecoveryLog.@Nullable Partition ownEvents;

    /** What it had received when it was opened or continued. */
    private Offset openedAt = Offset.ofRoomEvent(0);

    /** Set under the endpoint's lock; forgotten on the loop. */
    private @Nullable Carried carried;

    private @Nullable Map<Long, Consumer<List<JsonNode>>> awaitedAcks;
    private long lastAckId = Packet.NO_ID;

    SocketIoSession(SocketIoConnection connection, TurnoutEndpoint endpoint, @Nullable Object attachment, String id) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.attachment = attachment;
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    TurnoutEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public Transport transport() {
        return connection.transport();
    }

    @Override
    public int protocol() {
        return connection.protocol();
    }

    /** Whether its client can continue it after a lost connection; 2.x clients cannot. */
    boolean isRecoverable() {
        return endpoint.recovers() && connection.protocol() == 4;
    }

    /**
     * @param received what it has received before
     * @param further what it has received on another engine
     */
    void opened(Offset received, @Nullable Carried further) {
        openedAt = received;
        carried = further;
    }

    /** What it has received on another engine and this one may still send; nearly always null. */
    @Nullable Carried carried() {
        if (carried != null && loop().now() - carried.until() >= 0) {
            carried = null;
        }
        return carried;
    }

    /** Whether it had received the shared log up to one of these positions. Under the endpoint's lock. */
    boolean isContinuedFrom(Set<Long> positions) {
        Carried further = carried;
        return further != null && positions.contains(further.received().position());
    }

    /** Ends it when the position from which it was continued, and which the shared log does not have, still matters. Any thread. */
    void endIfCarried() {
        loop().run(() -> {
            if (open && carried() != null) {
                connection.close(CloseReason.EVENT_LOG_REPLACED);
            }
        });
    }

    RecoveryLog.@Nullable Partition ownEvents() {
        return ownEvents;
    }

    void ownEvents(RecoveryLog.@Nullable Partition events) {
        ownEvents = events;
    }

    SocketIoConnection connection() {
        return connection;
    }

    LoopSessions loop() {
        return connection.loop();
    }

    // ---- rooms

    @Override
    public void join(String room) {
        Reservation place = endpoint.reserve(room, loop());
        loop().run(() -> {
            if (open && membership(room) == null) {
                endpoint.join(this, place);
            } else {
                endpoint.cancel(place);
            }
        });
    }

    /** Adds it to the members of a room; on the loop, under the endpoint's lock. */
    void joined(LoopRoom room, long joinedAt) {
        memberships = new Membership(this, room, joinedAt, memberships);
        room.add(memberships);
    }

    /** Removes one of its memberships from this side; null when there is none left. */
    @Nullable Membership takeMembership() {
        Membership first = memberships;
        if (first != null) {
            memberships = first.next;
        }
        return first;
    }

    @Override
    public void leave(String room) {
        loop().run(() -> {
            Membership left = membership(room);
            if (left != null) {
                unlink(left);
                endpoint.leave(left);
            }
        });
    }

    private @Nullable Membership membership(String room) {
        Membership membership = memberships;
        while (membership != null && !membership.room.room().name().equals(room)) {
            membership = membership.next;
        }
        return membership;
    }

    private void unlink(Membership left) {
        if (memberships == left) {
            memberships = left.next;
            return;
        }
        for (Membership m = memberships; m != null; m = m.next) {
            if (m.next == left) {
                m.next = left.next;
            }
        }
    }

    // ---- to the client

    @Override
    public void emit(Event event) {
        PacketEncoder.Encoded encoded = PacketEncoder.event(endpoint.namespace(), event, Packet.NO_ID);
        loop().run(() -> {
            if (open) {
                send(isRecoverable() ? logged(encoded) : encoded);
            }
        });
    }

    private PacketEncoder.Encoded logged(PacketEncoder.Encoded encoded) {
        Offset sent = loop().sentUpTo(endpoint);
        return endpoint.logged(this, encoded, sent == null || sent.room() < openedAt.room() ? openedAt : sent);
    }

    @Override
    public void emit(Event event, Consumer<List<JsonNode>> onAck) {
        loop().run(() -> {
            if (open) {
                long ackId = await(onAck);
                send(PacketEncoder.event(endpoint.namespace(), event, ackId));
            }
        });
    }

    private long await(Consumer<List<JsonNode>> onAck) {
        if (awaitedAcks == null) {
            awaitedAcks = new LinkedHashMap<>();
        }
        if (awaitedAcks.size() == MAX_AWAITED_ACKS) {
            awaitedAcks.remove(awaitedAcks.keySet().iterator().next());
        }
        awaitedAcks.put(++lastAckId, onAck);
        return lastAckId;
    }

    @Override
    public void emitLatest(Event event) {
        Outbound value = PacketEncoder.latest(endpoint.namespace(), event, isRecoverable());
        loop().run(() -> {
            if (open) {
                connection.send(value);
                loop().counters().sent(1);
            }
        });
    }

    private void send(PacketEncoder.Encoded encoded) {
        connection.send(encoded.outbound());
        loop().counters().sent(1);
    }

    // ---- from the client

    /** An event or acknowledgement with all its attachments; on the loop. */
    void received(Packet packet) {
        List<JsonNode> data = new ArrayList<>();
        if (packet.data() != null) {
            packet.data().forEach(data::add);
        }
        switch (packet.type()) {
            case EVENT, BINARY_EVENT -> {
                String name = data.remove(0).asText();
                Ack ack = packet.id() == Packet.NO_ID ? Ack.NOT_WANTED : new ClientAck(packet.id());
                endpoint.handler().event(this, name, data, ack);
            }
            case ACK, BINARY_ACK -> {
                Consumer<List<JsonNode>> onAck = awaitedAcks == null ? null : awaitedAcks.remove(packet.id());
                if (onAck != null) {
                    onAck.accept(data);
                }
            }
            default -> throw new IllegalArgumentException("no packet for a session: " + packet.type());
        }
    }

    /** The acknowledgement that the client requested. */
    private final class ClientAck implements Ack {

        private final long ackId;
        private boolean replied;

        ClientAck(long ackId) {
            this.ackId = ackId;
        }

        @Override
        public void reply(List<JsonNode> args) {
            List<JsonNode> copy = List.copyOf(args);
            loop().run(() -> {
                if (open && !replied) {
                    replied = true;
                    connection.send(
                            PacketEncoder.ack(endpoint.namespace(), ackId, copy).outbound());
                }
            });
        }
    }

    // ---- the end

    @Override
    public void disconnect() {
        loop().run(() -> {
            if (open) {
                connection.disconnected(this);
            }
        });
    }

    @Override
    public void closeConnection() {
        loop().run(() -> connection.close(CloseReason.FORCED_SERVER_CLOSE));
    }

    /** Every session leaves its namespace here, once; on the loop. */
    void closed(CloseReason reason) {
        if (!open) {
            return;
        }
        open = false;
        awaitedAcks = null;
        endpoint.close(this, reason.isRecoverable());
        endpoint.handler().closed(this, reason);
    }

    /** Its client has reconnected. Any thread; {@code then} runs on this session's loop. */
    void replace(Runnable then) {
        loop().run(() -> {
            if (open) {
                connection.close(CloseReason.REPLACED);
            }
            then.run();
        });
    }
}
