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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client in one namespace. Its state is confined to the loop of its connection; callers may be on any thread. */
final class SocketIoSession implements Session, Recovery.Recoverable {

    private static final int MAX_AWAITED_ACKS = 1000;

    private final SocketIoConnection connection;
    private final TurnoutEndpoint endpoint;
    private final String id;
    private final @Nullable String pid;
    private final @Nullable Object attachment;
    private final boolean recovered;
    private boolean open = true;
    private @Nullable Membership memberships;
    private @Nullable RecoveryLog ownLog;
    private long ownEvents;
    private long caughtUpTo;
    private @Nullable Map<Long, Consumer<List<JsonNode>>> awaitedAcks;
    private long lastAckId = Packet.NO_ID;

    /** A new session; {@code pid} is null when it cannot be continued. */
    SocketIoSession(
            SocketIoConnection connection,
            TurnoutEndpoint endpoint,
            @Nullable Object attachment,
            String id,
            @Nullable String pid) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.attachment = attachment;
        this.id = id;
        this.pid = pid;
        this.recovered = false;
    }

    /** A session that goes on where another was lost. */
    SocketIoSession(SocketIoConnection connection, LostSession lost) {
        this.connection = connection;
        this.endpoint = lost.endpoint();
        this.attachment = lost.attachment();
        this.id = lost.id();
        this.pid = lost.pid();
        this.ownLog = lost.ownLog();
        this.ownEvents = lost.ownEvents();
        this.recovered = true;
    }

    @Override
    public String id() {
        return id;
    }

    @Nullable String pid() {
        return pid;
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

    @Override
    public boolean recovered() {
        return recovered;
    }

    boolean isRecoverable() {
        return pid != null;
    }

    /** It was sent all events up to this one when it was continued, though its loop may not have come to them yet. */
    void caughtUpTo(long sequence) {
        caughtUpTo = sequence;
    }

    long caughtUpTo() {
        return caughtUpTo;
    }

    SocketIoConnection connection() {
        return connection;
    }

    private LoopSessions loop() {
        return connection.loop();
    }

    // ---- rooms

    @Override
    public void join(String room) {
        Reservation place = endpoint.reserve(room, loop());
        loop().run(() -> {
            if (open && membership(room) == null) {
                memberships = endpoint.join(this, place, memberships);
            } else {
                endpoint.giveBack(place);
            }
        });
    }

    /** On the loop. */
    void joinAgain(LostSession.Place place) {
        Reservation reserved = endpoint.reserve(place.room(), loop());
        memberships = endpoint.join(this, new Reservation(reserved.room(), place.joinedAt()), memberships);
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
        if (ownLog == null) {
            ownLog = endpoint.recovery().newSessionLog();
        }
        Offset offset = new Offset(Math.max(loop().sentUpTo(endpoint), caughtUpTo), ++ownEvents);
        PacketEncoder.Encoded withOffset = encoded.withArgument(offset.json());
        ownLog.add(offset, loop().now(), outbound(withOffset));
        return withOffset;
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
        Outbound value = endpoint.latest(event);
        loop().run(() -> {
            if (open) {
                connection.send(value);
                loop().counters().sent(1);
            }
        });
    }

    private void send(PacketEncoder.Encoded encoded) {
        connection.send(outbound(encoded));
        loop().counters().sent(1);
    }

    private static Outbound outbound(PacketEncoder.Encoded encoded) {
        return Outbound.message(encoded.text(), encoded.attachments());
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

    /** The client's wish for an answer. */
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
                    connection.send(outbound(PacketEncoder.ack(endpoint.namespace(), ackId, copy)));
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

    /** However a session ends, it leaves everything here, once; on the loop. */
    void closed(CloseReason reason) {
        if (!open) {
            return;
        }
        open = false;
        awaitedAcks = null;
        LostSession lost = pid == null ? null : lost(pid);
        while (memberships != null) {
            Membership left = memberships;
            memberships = left.next;
            endpoint.leave(left);
        }
        if (lost != null && leavesSomethingToRecover(reason)) {
            if (endpoint.recovery().replace(lost.pid(), this, lost)) {
                lost.await();
            }
        } else if (pid != null) {
            endpoint.recovery().remove(pid, this);
        }
        endpoint.handler().closed(this, reason);
    }

    /**
     * Lost lines can be taken up again; who was told to go, or broke a rule, starts anew. A line is replaced when its
     * client comes back for one of its namespaces, and may come for the others next.
     */
    private static boolean leavesSomethingToRecover(CloseReason reason) {
        return switch (reason) {
            case TRANSPORT_CLOSE, TRANSPORT_ERROR, PING_TIMEOUT, FORCED_SERVER_CLOSE, OUTBOUND_QUEUE_FULL, REPLACED ->
                true;
            default -> false;
        };
    }

    private LostSession lost(String pid) {
        List<LostSession.Place> places = new ArrayList<>();
        for (Membership m = memberships; m != null; m = m.next) {
            places.add(new LostSession.Place(m.room.room().name(), m.joinedAt));
        }
        return new LostSession(loop(), endpoint, id, pid, attachment, places, ownLog, ownEvents);
    }

    /** The client has come back while this session's line seemed alive: it was not. */
    @Override
    public void surrender(Consumer<@Nullable LostSession> taker) {
        loop().run(() -> {
            if (pid == null) {
                taker.accept(null);
            } else if (!open) {
                endpoint.recovery().claim(pid, taker); // closed meanwhile, and has left something or not
            } else {
                Recovery.Handover handover = endpoint.recovery().handOver(pid, this);
                LostSession lost = handover == null ? null : lost(pid).handedOver(handover);
                connection.close(CloseReason.REPLACED);
                taker.accept(lost);
            }
        });
    }
}
