package dev.turnout.socket.simulation;

import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.simulation.Action.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * All that happens to a cluster in a number of minutes.
 *
 * @param seed of the delays and losses within
 * @param nodes machines
 * @param minutes true time until everything is whole again
 * @param countBy what the nodes count
 */
record History(long seed, int nodes, int minutes, CountBy countBy, List<Action> actions) {

    static final int AUCTIONS = 2;
    static final int VIEWERS = 12;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MILLISECOND = SECOND / 1_000;

    /** Of nodes that count sessions. */
    History(long seed, int nodes, int minutes, List<Action> actions) {
        this(seed, nodes, minutes, CountBy.SESSIONS, actions);
    }

    /** Draws a history: what is counted, which kinds of faults it has, how often, and what viewers do. */
    static History of(long seed, int nodes, int minutes) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Action> actions = new ArrayList<>();
        long end = minutes * 60L * SECOND;
        long calm = (1 + random.nextInt(12)) * SECOND;
        for (long at = SECOND; at < end; at += random.nextLong(calm / 6) + MILLISECOND) {
            actions.add(ofViewers(random, at, nodes));
        }
        List<Kind> kinds = someKinds(random);
        long quiet = random.nextInt(4) == 0 ? 60 * SECOND : 15 * SECOND;
        for (long at = 5 * SECOND; at < end && !kinds.isEmpty(); at += random.nextLong(2 * quiet)) {
            actions.add(fault(random, kinds.get(random.nextInt(kinds.size())), at, nodes));
        }
        CountBy countBy = random.nextBoolean() ? CountBy.VIEWERS : CountBy.SESSIONS;
        return new History(
                seed, nodes, minutes, countBy, actions.stream().sorted().toList());
    }

    /** Each history has its own selection, so that combinations of few kinds occur often enough. */
    private static List<Kind> someKinds(SplittableRandom random) {
        int share = 1 + random.nextInt(4);
        return Arrays.stream(Kind.values())
                .filter(Kind::isFault)
                .filter(kind -> random.nextInt(4) < share)
                .filter(kind -> random.nextInt(8) > 0)
                .collect(Collectors.toList());
    }

    private static Action ofViewers(SplittableRandom random, long at, int nodes) {
        Kind kind = switch (random.nextInt(8)) {
            case 0, 1 -> Kind.JOIN;
            case 2, 3 -> Kind.LEAVE;
            case 4 -> Kind.MOVE;
            default -> Kind.PUBLISH;
        };
        int of = kind == Kind.PUBLISH ? AUCTIONS : VIEWERS;
        return new Action(at, kind, random.nextInt(nodes), 0, random.nextInt(of));
    }

    private static Action fault(SplittableRandom random, Kind kind, long at, int nodes) {
        long lasts = random.nextInt(3) == 0 ? random.nextLong(20 * SECOND) : random.nextLong(4 * SECOND);
        long amount = switch (kind) {
            case SET_CLOCK -> random.nextLong(-90_000, 90_000);
            case DRIFT -> random.nextLong(-5_000, 5_000);
            case SLOW -> 1 + random.nextLong(800);
            case LOSE, REPEAT -> 1 + random.nextLong(40);
            case REDIS_FAILOVER -> random.nextLong(-3_000, 3_000);
            case DISK_SLOW -> 10 + random.nextLong(2_000);
            case BACKEND_REFUSES -> new int[] {400, 401, 404, 408, 429, 500, 503}[random.nextInt(7)];
            default -> 0;
        };
        if (kind == Kind.REDIS_FAILOVER) {
            lasts = random.nextLong(SECOND);
        }
        return new Action(at, kind, random.nextInt(nodes), lasts, amount);
    }

    History with(List<Action> others) {
        return new History(seed, nodes, minutes, countBy, others);
    }

    String describe() {
        return actions.stream()
                .map(action -> "  " + action)
                .collect(Collectors.joining("\n", "  COUNT_BY=" + countBy.name().toLowerCase(Locale.ROOT) + "\n", ""));
    }
}
