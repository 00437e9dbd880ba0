package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client that watches an auction over and over: connects by either transport, upgrades, loses its connection in one of
 * several ways, recovers its session, leaves. Follows the protocol as the official clients do. Runs on a thread of its own.
 */
final class SoakViewer implements Runnable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final long PAUSE_MILLIS = 100;

    /** Less than the two minutes in which a session can be continued. */
    private static final long RECOVERY_NANOS = TimeUnit.SECONDS.toNanos(100);

    enum State {
        DISCONNECTED,
        CONNECTING,
        CONNECTED
    }

    /**
     * What it does.
     *
     * @param step how long it waits for a packet before it looks what else there is to do
     * @param perThousandPolling how many of its sessions begin with polling
     * @param perThousandUpgrading how often a session with polling upgrades, of a thousand steps
     * @param isActive whether it loses its connection, recovers and leaves at random
     * @param keepsCookies whether its next connection presents the cookie of the last one, as a browser's does
     * @param longestAbsence after it has lost its connection
     */
    record Behaviour(
            Duration step,
            int perThousandPolling,
            int perThousandUpgrading,
            boolean isActive,
            boolean keepsCookies,
            Duration longestAbsence) {}

    /** How it loses its connection on demand. */
    enum Drop {
        NONE,
        RESET,
        HALF_OPEN
    }

    /**
     * Its state at a moment.
     *
     * @param count the newest count that it was sent; -1 for none
     * @param missing an event that it should have received
     */
    record Snapshot(String who, State state, int count, Optional<String> missing) {}

    private final String who;
    private final SoakAuction auction;
    private final SoakEnvironment environment;
    private final Endpoint endpoint;
    private final Behaviour behaviour;
    private final Random random;
    private final Cookies cookies = new Cookies();
    private volatile Drop demanded = Drop.NONE;
    private State state = State.DISCONNECTED;
    private @Nullable Link link;
    private @Nullable Link halfOpen;
    private @Nullable ReceivedNumbers received;
    private String id = "";
    private @Nullable String pid;
    private @Nullable String offset;
    private int count = -1;
    private volatile int connectedAt;
    private int sessionsAt;
    private volatile int continuedAt;
    private long lostAt;
    private long reconnectsAt;

    SoakViewer(
            int number,
            SoakAuction auction,
            SoakEnvironment environment,
            Endpoint endpoint,
            Behaviour behaviour,
            long seed) {
        this.who = "viewer-" + number;
        this.auction = auction;
        this.environment = environment;
        this.endpoint = endpoint;
        this.behaviour = behaviour;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        try {
            while (environment.phase() != Phase.OVER) {
                step();
            }
            end();
        } catch (RuntimeException | Error e) {
            violation("unexpected " + e);
        }
    }

    private void step() {
        Link current = link;
        if (current == null) {
            stepDisconnected();
            return;
        }
        try {
            current.receive(behaviour.step()).forEach(this::packet);
            if (environment.isChurn() && state == State.CONNECTED) {
                act(current);
            }
        } catch (UncheckedIOException e) {
            current.reset();
            lostBecauseOf(e);
        }
    }

    private void stepDisconnected() {
        if (environment.isChurn() && now() - reconnectsAt >= 0) {
            connect();
            return;
        }
        if (!environment.isChurn()) {
            resetHalfOpen();
        }
        pause();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long now() {
        return System.nanoTime();
    }

    private boolean chance(int perThousand) {
        return random.nextInt(1000) < perThousand;
    }

    private void violation(String what) {
        environment.violations.add(who + " of " + auction.id() + " (" + id + "): " + what);
    }

    // ---- connecting

    private void connect() {
        set(State.CONNECTING);
        connectedAt = environment.connections.now();
        sessionsAt = environment.sessions.now();
        if (!behaviour.keepsCookies()) {
            cookies.clear();
        }
        String target = "/auction/?EIO=4&slug=auction-" + auction.id();
        try {
            link = chance(behaviour.perThousandPolling())
                    ? PollingLink.open(endpoint, target, cookies)
                    : WebSocketLink.open(endpoint, target + "&transport=websocket", cookies);
        } catch (UncheckedIOException e) {
            lostBecauseOf(e);
        }
    }

    /** Only an interruption, as the kill of a server, ends a connection, and a balancer that takes its server for down. */
    private void lostBecauseOf(UncheckedIOException e) {
        if (e.getCause() instanceof RedirectedException) {
            environment.redirected.increment();
        } else if (environment.connections.noneSince(connectedAt)) {
            violation("lost its connection while " + state + ": " + e.getCause());
        }
        lost();
    }

    private void packet(String packet) {
        switch (packet.charAt(0)) {
            case '0' -> {
                auction.joining();
                send("40" + auth());
            }
            case '1' -> throw new UncheckedIOException(new IOException("a close packet"));
            case '2' -> send("3");
            case '4' -> message(packet.substring(1));
            case '6' -> {
                // noop
            }
            default -> violation("got the packet " + packet);
        }
    }

    private void send(String packet) {
        if (link != null) {
            link.send(packet);
        }
    }

    private String auth() {
        if (pid == null) {
            return "";
        }
        return "{\"pid\":\"" + pid + "\"" + (offset == null ? "" : ",\"offset\":\"" + offset + "\"") + "}";
    }

    private void message(String message) {
        switch (message.charAt(0)) {
            case '0' -> connected(read(message.substring(1)));
            case '2' -> event(read(message.substring(1)));
            case '3' -> {
                // an acknowledgement
            }
            default -> violation("got the message " + message);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void connected(JsonNode answer) {
        String sid = answer.path("sid").asText();
        if (pid != null && sid.equals(id)) {
            environment.recovered.increment();
        } else {
            if (pid != null && environment.sessions.noneSince(continuedAt) && now() - lostAt < RECOVERY_NANOS) {
                violation("came back after " + TimeUnit.NANOSECONDS.toMillis(now() - lostAt)
                        + " ms, and its session was not continued");
            }
            auction.joined(System.currentTimeMillis());
            environment.joined.increment();
            received = new ReceivedNumbers(auction.published());
            offset = null;
            id = sid;
        }
        pid = answer.path("pid").asText();
        continuedAt = sessionsAt;
        count = -1;
        state = State.CONNECTED;
        resetHalfOpen();
    }

    private synchronized void event(JsonNode event) {
        JsonNode last = event.get(event.size() - 1);
        if (event.size() > 1 && last.isTextual()) {
            offset = last.asText();
        }
        switch (event.get(0).asText()) {
            case "viewerCountUpdate" -> count = event.get(1).asInt();
            case "n" -> {
                environment.received.increment();
                if (received != null) {
                    received.receive(event.get(1).asInt()).ifPresent(this::violation);
                }
            }
            default -> {
                // an answer to its heartbeat
            }
        }
    }

    // ---- acting

    private void act(Link current) {
        if (demanded != Drop.NONE) {
            drop(current, demanded);
            demanded = Drop.NONE;
        } else if (current instanceof PollingLink polling && chance(behaviour.perThousandUpgrading())) {
            upgrade(polling);
        } else if (behaviour.isActive()) {
            actAtRandom(current);
        }
    }

    private void actAtRandom(Link current) {
        if (chance(20)) {
            current.send("42[\"heartbeat\"]");
        } else if (chance(15)) {
            drop(current, Drop.RESET);
        } else if (chance(4)) {
            drop(current, Drop.HALF_OPEN);
        } else if (chance(8)) {
            leave(current);
        }
    }

    private void drop(Link current, Drop how) {
        environment.lost.increment();
        if (how == Drop.RESET) {
            current.reset();
        } else {
            halfOpen = current; // neither reads nor answers any more
        }
        lost();
    }

    private void upgrade(PollingLink polling) {
        PollingLink.Upgraded upgraded = polling.upgrade();
        link = upgraded.link();
        environment.upgraded.increment();
        upgraded.packets().forEach(this::packet);
    }

    private synchronized void leave(Link current) {
        pid = null;
        current.send("41");
        current.reset();
        link = null;
        state = State.DISCONNECTED;
        reconnectsAt = now() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(3_000));
    }

    private synchronized void lost() {
        if (state == State.CONNECTED) {
            lostAt = now();
        }
        link = null;
        state = State.DISCONNECTED;
        long most = chance(700) ? 500 : behaviour.longestAbsence().toMillis();
        reconnectsAt = now() + TimeUnit.MILLISECONDS.toNanos(random.nextLong(most));
    }

    private synchronized void set(State next) {
        state = next;
    }

    private void resetHalfOpen() {
        if (halfOpen != null) {
            halfOpen.reset();
            halfOpen = null;
        }
    }

    private void end() {
        resetHalfOpen();
        if (link != null) {
            if (!behaviour.isActive()) {
                leaveQuietly(link);
            }
            link.reset();
        }
    }

    private static void leaveQuietly(Link current) {
        try {
            current.send("41");
        } catch (UncheckedIOException e) {
            // it ends anyway
        }
    }

    /** Loses its connection soon. Any thread. */
    void drops(Drop how) {
        demanded = how;
    }

    /**
     * It is connected, and no interruption goes on: from now on its connection must last, and its session be continued. Any
     * thread.
     */
    synchronized void endures() {
        connectedAt = environment.connections.now();
        continuedAt = environment.sessions.now();
    }

    /** Any thread. */
    synchronized Snapshot snapshot() {
        return new Snapshot(
                who,
                state,
                count,
                state == State.CONNECTED && received != null ? received.missing() : Optional.empty());
    }
}
