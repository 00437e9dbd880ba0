package dev.turnout.engine.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.turnout.engine.soak.ActionCounts.Action;
import dev.turnout.engine.soak.ClientSnapshot.State;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client: connects, sends messages, changes rooms, upgrades, loses its connection in one of several ways and recovers its
 * session. Follows the protocol as the official clients do. Confined to its loop.
 */
final class SoakClient implements EngineIoClient.Owner {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PAUSE_MILLIS = 200;
    private static final int CLIENT_PING_MILLIS = 500;
    private static final int PATIENCE_MILLIS = 60_000;

    private final String who;
    private final int revision;
    private final boolean narrow;
    private final EventLoop loop;
    private final SoakEnvironment environment;
    private final Random random;
    private State state = State.DISCONNECTED;
    private @Nullable EngineIoClient connection;
    private @Nullable EngineIoClient halfOpen;
    private ReceivedEvents events;
    private String id = "";
    private @Nullable String pid;
    private long stateSince;
    private long lostAt;
    private long reconnectsAt;
    private long lastSent;
    private long lastAnswered;
    private boolean done;

    SoakClient(int number, EventLoop loop, SoakEnvironment environment, long seed) {
        this.who = "viewer-" + number;
        this.revision = number % 4 == 3 ? 3 : 4;
        this.narrow = number % 5 == 0;
        this.loop = loop;
        this.environment = environment;
        this.random = new Random(seed);
        this.events = new ReceivedEvents(this::violation, environment.counts());
    }

    /** Starts acting. */
    void begin() {
        loop.execute(this::act);
        if (revision == 3) {
            loop.scheduleWithFixedDelay(this::ping, CLIENT_PING_MILLIS, CLIENT_PING_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void ping() {
        if (connection != null && state == State.CONNECTED) {
            connection.packet("2");
        }
    }

    private void violation(String what) {
        environment.violations().add(who + " (" + id + ", revision " + revision + "): " + what);
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    // ---- acting

    private void act() {
        if (done) {
            return;
        }
        boolean churn = environment.phase().is(Phase.CHURN);
        switch (state) {
            case DISCONNECTED -> {
                if (churn && now() - reconnectsAt >= 0) {
                    connects();
                }
            }
            case CONNECTING -> {
                if (now() - stateSince > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                    violation("not connected within " + PATIENCE_MILLIS + " ms");
                    leaves();
                } else if (churn && chance(2)) {
                    resets(); // before it is connected
                }
            }
            case CONNECTED -> actConnected(churn);
            case UNRESPONSIVE -> {
                if (!churn) {
                    leaves();
                } else if (now() - reconnectsAt >= 0) {
                    connects();
                }
            }
        }
        loop.schedule(this::act, 20 + random.nextInt(MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void actConnected(boolean churn) {
        if (connection == null || environment.phase().is(Phase.STILL)) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 70) {
            sends(1 + random.nextInt(3));
        } else if (dice < 76) {
            pausesReading(connection);
        } else if (churn) {
            actInChurn(connection, dice);
        }
    }

    private void actInChurn(EngineIoClient current, int dice) {
        if (dice < 80) {
            List<String> rooms = SoakEnvironment.roomsToMoveTo(environment.published());
            String room = rooms.get(random.nextInt(rooms.size()));
            lastSent++;
            current.send("2" + lastSent + "[\"move\"," + lastSent + ",\"" + room + "\"]");
            environment.counts().one(Action.MOVED);
        } else if (dice < 92) {
            if (current.canUpgrade()) {
                current.upgrade(chance(20) ? EngineIoClient.Probe.TO_BE_DROPPED : EngineIoClient.Probe.TO_BE_USED);
            }
        } else if (dice < 95) {
            resets();
        } else if (dice < 97) {
            stopsResponding();
        } else if (dice < 98) {
            current.close();
            environment.counts().one(Action.LEFT);
            lost();
        } else if (dice < 99) {
            current.send("1");
            environment.counts().one(Action.LEFT);
            current.stopResponding();
            halfOpen = current;
            forgetSession();
            leaves();
        }
    }

    private void sends(int times) {
        for (int i = 0; i < times && connection != null; i++) {
            lastSent++;
            connection.send("2" + lastSent + "[\"say\"," + lastSent + "]");
        }
    }

    private void pausesReading(EngineIoClient current) {
        current.reads(false);
        loop.schedule(() -> current.reads(true), 50 + random.nextInt(MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    }

    // ---- connecting

    private void connects() {
        state = State.CONNECTING;
        stateSince = now();
        lastSent = 0;
        lastAnswered = 0;
        connection = new EngineIoClient(
                loop,
                environment.port(),
                narrow ? 4096 : 0,
                revision,
                SoakEnvironment.PATH + "?EIO=" + revision + "&who=" + who,
                this);
        connection.open(chance(40));
    }

    @Override
    public void opened() {
        if (revision == 4 && connection != null) {
            String auth = pid == null ? "" : "{\"pid\":\"" + pid + "\"" + offsetField() + "}";
            connection.send("0" + auth);
        }
    }

    private String offsetField() {
        return events.offset() == null ? "" : ",\"offset\":\"" + events.offset() + "\"";
    }

    private void connected(String json) {
        JsonNode answer = json.isEmpty() ? JSON.createObjectNode() : read(json);
        String sid = answer.path("sid").asText();
        boolean recovered = pid != null && sid.equals(id);
        if (recovered) {
            environment.counts().one(Action.RECOVERED);
        } else {
            if (pid != null
                    && now() - lostAt < environment.windowNanos()
                    && !environment.handler().wasDisconnected(id)) {
                violation("reconnected after " + TimeUnit.NANOSECONDS.toMillis(now() - lostAt)
                        + " ms, and its session was not continued");
            }
            forgetSession();
        }
        id = sid;
        pid = answer.hasNonNull("pid") ? answer.path("pid").asText() : null;
        state = State.CONNECTED;
        environment.counts().one(Action.CONNECTED);
        resetHalfOpen();
    }

    @Override
    public void upgraded() {
        environment.counts().one(Action.UPGRADED);
    }

    @Override
    public void probeDropped() {
        environment.counts().one(Action.PROBE_DROPPED);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- receiving

    @Override
    public void message(String message) {
        int json = 1;
        while (json < message.length() && Character.isDigit(message.charAt(json))) {
            json++;
        }
        String ackId = message.substring(1, json);
        String data = message.substring(json);
        switch (message.charAt(0)) {
            case '0' -> connected(data);
            case '1' -> disconnected();
            case '2' -> event(read(data), ackId);
            case '3' -> acknowledged(Long.parseLong(ackId), read(data));
            default -> violation("got the packet " + message);
        }
    }

    private void event(JsonNode event, String ackId) {
        if (!event.get(0).asText().equals("ask")) {
            events.add(event, pid != null);
            id = events.sessionId().isEmpty() ? id : events.sessionId();
        } else if (connection != null) {
            connection.send("3" + ackId + "[" + event.get(1) + "]");
        }
    }

    private void acknowledged(long ackId, JsonNode args) {
        if (ackId != lastAnswered + 1 || args.get(0).asLong() != ackId) {
            violation("acknowledgement " + ackId + " " + args + " after " + lastAnswered);
        }
        lastAnswered = ackId;
        environment.counts().one(Action.SENT);
    }

    // ---- losing the connection

    private void resets() {
        environment.counts().one(Action.RESET);
        if (connection != null) {
            connection.reset();
        }
        lost();
    }

    private void stopsResponding() {
        environment.counts().one(Action.HALF_OPENED);
        if (connection != null) {
            connection.stopResponding();
            halfOpen = connection;
        }
        lost();
        state = State.UNRESPONSIVE;
    }

    /** The connection is lost. The client reconnects within a tenth of the recovery window, within it, or after it. */
    private void lost() {
        if (state == State.CONNECTED) {
            lostAt = now();
        }
        connection = null;
        state = State.DISCONNECTED;
        long window = environment.windowNanos();
        int when = random.nextInt(100);
        long away = when < 70 ? window / 10 : when < 95 ? window : window * 2;
        reconnectsAt = now() + (long) (random.nextDouble() * away);
    }

    /** The server has disconnected it from the namespace; it closes the connection and returns with a new session. */
    private void disconnected() {
        if (!environment.handler().wasDisconnected(id)) {
            violation("disconnected without a request");
        }
        if (connection != null) {
            connection.reset();
        }
        forgetSession();
        leaves();
    }

    @Override
    public void ended(String how) {
        if (state == State.CONNECTING) {
            violation("lost its connection before it was connected: " + how);
        } else if (!environment.handler().wasDisconnected(id)) {
            violation("connection closed without a reason: " + how);
        }
        lost();
    }

    private void leaves() {
        if (connection != null && state != State.CONNECTED) {
            connection.reset();
        }
        resetHalfOpen();
        connection = null;
        state = State.DISCONNECTED;
        reconnectsAt = now() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1000));
    }

    private void resetHalfOpen() {
        if (halfOpen != null) {
            halfOpen.reset();
            halfOpen = null;
        }
    }

    private void forgetSession() {
        environment.handler().forget(id);
        id = "";
        pid = null;
        events = new ReceivedEvents(this::violation, environment.counts());
    }

    // ---- checks

    /**
     * Its current state; on its loop.
     *
     * @param withValues whether newest values that it has not received count as missing
     */
    ClientSnapshot snapshot(boolean withValues) {
        List<String> missing = new ArrayList<>();
        long sent = 0;
        if (state == State.CONNECTED && connection != null) {
            sent = lastSent;
            missing.addAll(events.missing(environment.published(), withValues));
            if (!connection.isIdle()) {
                missing.add("its requests, which are under way");
            }
            if (lastAnswered != lastSent) {
                missing.add("acknowledgements " + (lastAnswered + 1) + " to " + lastSent);
            }
        }
        return new ClientSnapshot(state, who, id, events.rooms(), missing, sent);
    }

    /** Closes or resets its connection for good; on its loop. */
    void end() {
        done = true;
        if (connection != null && chance(50)) {
            connection.close();
        } else if (connection != null) {
            connection.reset();
        }
        resetHalfOpen();
        connection = null;
        state = State.DISCONNECTED;
    }

    EventLoop loop() {
        return loop;
    }
}
