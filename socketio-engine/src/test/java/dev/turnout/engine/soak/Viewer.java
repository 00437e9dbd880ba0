package dev.turnout.engine.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.turnout.engine.soak.Tally.What;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of the crowd: comes, talks, changes rooms, upgrades, loses its line in one way or another and comes back
 * where it was. Speaks Socket.IO as the official clients do. Confined to its loop.
 */
final class Viewer implements Line.Owner {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_PAUSE_MILLIS = 200;
    private static final int CLIENT_PING_MILLIS = 500;
    private static final int PATIENCE_MILLIS = 60_000;

    enum State {
        AWAY,
        COMING,
        HERE,
        /** Its line stands, and it neither reads nor answers. */
        SILENT
    }

    /**
     * How it stands at a moment.
     *
     * @param missing what it has not yet been delivered, in words
     * @param said how many messages the server has to have heard
     */
    record Standing(State state, String who, String id, Set<String> rooms, List<String> missing, long said) {}

    private final String who;
    private final int revision;
    private final boolean narrow;
    private final EventLoop loop;
    private final World world;
    private final Random random;
    private State state = State.AWAY;
    private @Nullable Line line;
    private @Nullable Line ghost;
    private Ears ears;
    private String id = "";
    private @Nullable String pid;
    private long stateSince;
    private long lostAt;
    private long comesBackAt;
    private long saidLast;
    private long answeredLast;
    private boolean done;

    Viewer(int number, EventLoop loop, World world, long seed) {
        this.who = "viewer-" + number;
        this.revision = number % 4 == 3 ? 3 : 4;
        this.narrow = number % 5 == 0;
        this.loop = loop;
        this.world = world;
        this.random = new Random(seed);
        this.ears = new Ears(this::complain, world.tally());
    }

    /** Begins its life. */
    void begin() {
        loop.execute(this::act);
        if (revision == 3) {
            loop.scheduleWithFixedDelay(this::ping, CLIENT_PING_MILLIS, CLIENT_PING_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void ping() {
        if (line != null && state == State.HERE) {
            line.packet("2");
        }
    }

    private void complain(String what) {
        world.violations().add(who + " (" + id + ", revision " + revision + "): " + what);
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    // ---- what it does

    private void act() {
        if (done) {
            return;
        }
        boolean churn = world.phase().is(Phase.CHURN);
        switch (state) {
            case AWAY -> {
                if (churn && now() - comesBackAt >= 0) {
                    comes();
                }
            }
            case COMING -> {
                if (now() - stateSince > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS)) {
                    complain("not let in within " + PATIENCE_MILLIS + " ms");
                    goesAway();
                } else if (churn && chance(2)) {
                    drops(); // before it was let in
                }
            }
            case HERE -> actHere(churn);
            case SILENT -> {
                if (!churn) {
                    goesAway();
                } else if (now() - comesBackAt >= 0) {
                    comes();
                }
            }
        }
        loop.schedule(this::act, 20 + random.nextInt(MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void actHere(boolean churn) {
        if (line == null || world.phase().is(Phase.STILL)) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 70) {
            says(1 + random.nextInt(3));
        } else if (dice < 76) {
            pausesReading(line);
        } else if (churn) {
            actInChurn(line, dice);
        }
    }

    private void actInChurn(Line here, int dice) {
        if (dice < 80) {
            List<String> rooms = World.roomsToMoveTo(world.published());
            String room = rooms.get(random.nextInt(rooms.size()));
            saidLast++;
            here.send("2" + saidLast + "[\"move\"," + saidLast + ",\"" + room + "\"]");
            world.tally().one(What.MOVED);
        } else if (dice < 92) {
            if (here.canUpgrade()) {
                here.upgrade(chance(20) ? Line.Probe.TO_BE_DROPPED : Line.Probe.TO_BE_USED);
            }
        } else if (dice < 95) {
            drops();
        } else if (dice < 97) {
            fallsSilent();
        } else if (dice < 98) {
            here.close();
            world.tally().one(What.LEFT);
            loses();
        } else if (dice < 99) {
            here.send("1");
            world.tally().one(What.LEFT);
            here.fallSilent();
            ghost = here;
            forgets();
            goesAway();
        }
    }

    private void says(int times) {
        for (int i = 0; i < times && line != null; i++) {
            saidLast++;
            line.send("2" + saidLast + "[\"say\"," + saidLast + "]");
        }
    }

    private void pausesReading(Line here) {
        here.reads(false);
        loop.schedule(() -> here.reads(true), 50 + random.nextInt(MAX_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    }

    // ---- coming

    private void comes() {
        state = State.COMING;
        stateSince = now();
        saidLast = 0;
        answeredLast = 0;
        line = new Line(
                loop, world.port(), narrow ? 4096 : 0, revision, World.PATH + "?EIO=" + revision + "&who=" + who, this);
        line.open(chance(40));
    }

    @Override
    public void opened() {
        if (revision == 4 && line != null) {
            String auth = pid == null ? "" : "{\"pid\":\"" + pid + "\"" + offsetField() + "}";
            line.send("0" + auth);
        }
    }

    private String offsetField() {
        return ears.offset() == null ? "" : ",\"offset\":\"" + ears.offset() + "\"";
    }

    private void connected(String json) {
        JsonNode answer = json.isEmpty() ? JSON.createObjectNode() : read(json);
        String sid = answer.path("sid").asText();
        boolean recovered = pid != null && sid.equals(id);
        if (recovered) {
            world.tally().one(What.RECOVERED);
        } else {
            if (pid != null
                    && now() - lostAt < world.windowNanos()
                    && !world.door().wasToldToGo(id)) {
                complain("came back after " + TimeUnit.NANOSECONDS.toMillis(now() - lostAt)
                        + " ms, and its session was not continued");
            }
            forgets();
        }
        id = sid;
        pid = answer.hasNonNull("pid") ? answer.path("pid").asText() : null;
        state = State.HERE;
        world.tally().one(What.CONNECTED);
        dropsGhost();
    }

    @Override
    public void upgraded() {
        world.tally().one(What.UPGRADED);
    }

    @Override
    public void probeDropped() {
        world.tally().one(What.PROBE_DROPPED);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- hearing

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
            default -> complain("got the packet " + message);
        }
    }

    private void event(JsonNode event, String ackId) {
        if (!event.get(0).asText().equals("ask")) {
            ears.hear(event, pid != null);
            id = ears.sessionId().isEmpty() ? id : ears.sessionId();
        } else if (line != null) {
            line.send("3" + ackId + "[" + event.get(1) + "]");
        }
    }

    private void acknowledged(long ackId, JsonNode args) {
        if (ackId != answeredLast + 1 || args.get(0).asLong() != ackId) {
            complain("acknowledgement " + ackId + " " + args + " after " + answeredLast);
        }
        answeredLast = ackId;
        world.tally().one(What.SAID);
    }

    // ---- losing the line

    private void drops() {
        world.tally().one(What.RESET);
        if (line != null) {
            line.reset();
        }
        loses();
    }

    private void fallsSilent() {
        world.tally().one(What.HALF_OPENED);
        if (line != null) {
            line.fallSilent();
            ghost = line;
        }
        loses();
        state = State.SILENT;
    }

    /** The line is gone, and the session may be continued: soon, late, or too late. */
    private void loses() {
        if (state == State.HERE) {
            lostAt = now();
        }
        line = null;
        state = State.AWAY;
        long window = world.windowNanos();
        int when = random.nextInt(100);
        long away = when < 70 ? window / 10 : when < 95 ? window : window * 2;
        comesBackAt = now() + (long) (random.nextDouble() * away);
    }

    /** The server has told it to leave the namespace; it hangs up, and comes back as a new one. */
    private void disconnected() {
        if (!world.door().wasToldToGo(id)) {
            complain("disconnected though nobody told it to go");
        }
        if (line != null) {
            line.reset();
        }
        forgets();
        goesAway();
    }

    @Override
    public void ended(String how) {
        if (state == State.COMING) {
            complain("lost its line before it was let in: " + how);
        } else if (!world.door().wasToldToGo(id)) {
            complain("thrown out though it did nothing wrong: " + how);
        }
        loses();
    }

    private void goesAway() {
        if (line != null && state != State.HERE) {
            line.reset();
        }
        dropsGhost();
        line = null;
        state = State.AWAY;
        comesBackAt = now() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(1000));
    }

    private void dropsGhost() {
        if (ghost != null) {
            ghost.reset();
            ghost = null;
        }
    }

    private void forgets() {
        world.door().forget(id);
        id = "";
        pid = null;
        ears = new Ears(this::complain, world.tally());
    }

    // ---- being asked

    /**
     * How it stands; on its loop.
     *
     * @param withValues whether newest values that it has not received count as missing
     */
    Standing standing(boolean withValues) {
        List<String> missing = new ArrayList<>();
        long said = 0;
        if (state == State.HERE && line != null) {
            said = saidLast;
            missing.addAll(ears.missing(world.published(), withValues));
            if (!line.isFlushed()) {
                missing.add("its line has not settled");
            }
            if (answeredLast != saidLast) {
                missing.add("acknowledgements " + (answeredLast + 1) + " to " + saidLast);
            }
        }
        return new Standing(state, who, id, ears.rooms(), missing, said);
    }

    /** Ends its life, one way or another; on its loop. */
    void end() {
        done = true;
        if (line != null && chance(50)) {
            line.close();
        } else if (line != null) {
            line.reset();
        }
        dropsGhost();
        line = null;
        state = State.AWAY;
    }

    EventLoop loop() {
        return loop;
    }
}
