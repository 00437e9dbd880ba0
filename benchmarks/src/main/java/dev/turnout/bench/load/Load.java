package dev.turnout.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.bench.process.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A crowd of viewers, spread over as many processes as the limit of open files requires. All waiting is done by the load
 * generator, which goes on answering pings meanwhile. Each method blocks until it is done.
 */
public final class Load implements AutoCloseable {

    private final Children children;
    private final List<LoadProcess> processes;
    private final int rooms;

    private Load(Children children, List<LoadProcess> processes, int rooms) {
        this.children = children;
        this.processes = processes;
        this.rooms = rooms;
    }

    /**
     * Starts the processes; nothing is connected yet.
     *
     * @param command the load generator with the options that are the same for all processes
     */
    public static Load start(Children children, List<String> command, int core, Crowd crowd) throws IOException {
        List<LoadProcess> started = new ArrayList<>();
        for (int i = 0; i < crowd.processes(); i++) {
            started.add(new LoadProcess(children.start(numbered(command, i, crowd.rooms()), core)));
        }
        return new Load(children, started, crowd.rooms());
    }

    /** Starts a process for each command, on any core; all their sessions are in one room. */
    public static Load start(Children children, List<List<String>> commands) throws IOException {
        List<LoadProcess> started = new ArrayList<>();
        for (int i = 0; i < commands.size(); i++) {
            started.add(new LoadProcess(children.start(numbered(commands.get(i), i, 1))));
        }
        return new Load(children, started, 1);
    }

    private static List<String> numbered(List<String> command, int process, int rooms) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("--process", Integer.toString(process), "--rooms", Integer.toString(rooms)));
        return whole;
    }

    /** Waits until the server's port accepts; false when it did not in time. */
    public boolean reachable(Duration timeout) throws IOException {
        LoadProcess first = processes.get(0);
        first.say("reachable " + timeout.toMillis());
        return first.hear(JsonNode.class).get("reachable").booleanValue();
    }

    /**
     * Opens sessions in place of those that are open, and waits until all have joined or failed.
     *
     * @param perSecond how many are begun; 0 for a storm, as many as {@code inFlight} allows
     * @param inFlight how many may be under way from connect to the answered CONNECT
     */
    public Tally open(int sessions, double perSecond, int inFlight, Duration timeout) throws IOException {
        return Tally.merge(each(
                Tally.class,
                i -> command(
                        "open",
                        share(sessions, i),
                        perSecond / processes.size(),
                        share(inFlight, i),
                        timeout.toMillis(),
                        before(sessions, i))));
    }

    /** Waits until every session has received the final count of its room, given the number of sessions. */
    public Settled settle(int sessions, Duration timeout) throws IOException {
        return Settled.merge(each(Settled.class, i -> command("settle", sessions / rooms, timeout.toMillis())));
    }

    /**
     * Publishes events to the first room and waits until all its sessions have all of them.
     *
     * @param bytes length of each Socket.IO message
     */
    public Delivered publish(int events, int bytes, double perSecond, Duration timeout) throws IOException {
        for (int i = 1; i < processes.size(); i++) {
            processes.get(i).say(command("collect", events, timeout.toMillis()));
        }
        if (processes.size() > 1) {
            // The others have their command by now, or will have before the first event comes.
            processes.get(0).say(command("wait", 50));
            processes.get(0).hear(Tally.class);
        }
        processes.get(0).say(command("publish", events, bytes, perSecond, timeout.toMillis()));
        List<Delivered> parts = new ArrayList<>();
        for (LoadProcess process : processes) {
            parts.add(process.hear(Delivered.class));
        }
        return Delivered.merge(parts);
    }

    /** Lets this many sessions a second leave and join again, in turn, and waits until all are in again. */
    public Tally churn(double perSecond, Duration time) throws IOException {
        return Tally.merge(each(Tally.class, i -> command("churn", perSecond / processes.size(), time.toMillis())));
    }

    /** One session leaves or joins; when, in monotonic nanoseconds. Of a load of one process. */
    public long one(boolean join, int session) throws IOException {
        LoadProcess first = processes.get(0);
        first.say(command(join ? "join" : "leave", session));
        return first.hear(JsonNode.class).get("at").longValue();
    }

    /** Waits until each session of the lobby was last sent this count of all auctions that it watches. */
    public LobbyView exact(int count, Duration timeout) throws IOException {
        LoadProcess first = processes.get(0);
        first.say(command("exact", count, timeout.toMillis()));
        return first.hear(LobbyView.class);
    }

    /** Begins to wait until all who watch the auction were sent this count; {@link #probed} ends it. */
    public void probe(int auction, int count, Duration timeout) throws IOException {
        processes.get(0).say(command("probe", auction, count, timeout.toMillis()));
    }

    public Probe probed() throws IOException {
        return processes.get(0).hear(Probe.class);
    }

    /** Lets time pass. */
    public Tally pass(Duration time) throws IOException {
        return Tally.merge(each(Tally.class, i -> command("wait", time.toMillis())));
    }

    /** Sends a line to the peer's control port; returns its answer. */
    public String control(String line) throws IOException {
        LoadProcess first = processes.get(0);
        first.say("control " + line);
        return first.hear(JsonNode.class).get("answer").textValue();
    }

    /** Closes all sessions. */
    public void hangUp() throws IOException {
        each(JsonNode.class, i -> "close");
    }

    @Override
    public void close() {
        processes.forEach(process -> children.stop(process.process()));
    }

    private <T> List<T> each(Class<T> reply, IntFunction<String> command) throws IOException {
        for (int i = 0; i < processes.size(); i++) {
            processes.get(i).say(command.apply(i));
        }
        List<T> replies = new ArrayList<>();
        for (LoadProcess process : processes) {
            replies.add(process.hear(reply));
        }
        return replies;
    }

    /** The part of the process numbered i; the first ones take what does not divide. */
    private int share(int total, int i) {
        return total / processes.size() + (i < total % processes.size() ? 1 : 0);
    }

    private int before(int total, int i) {
        return IntStream.range(0, i).map(process -> share(total, process)).sum();
    }

    private static String command(String verb, Number... arguments) {
        StringBuilder line = new StringBuilder(verb);
        for (Number argument : arguments) {
            boolean whole = argument instanceof Integer || argument instanceof Long;
            line.append(' ')
                    .append(whole ? argument.toString() : String.format(Locale.ROOT, "%.3f", argument.doubleValue()));
        }
        return line.toString();
    }
}
