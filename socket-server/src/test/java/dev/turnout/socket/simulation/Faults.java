package dev.turnout.socket.simulation;

import dev.turnout.socket.simulation.Action.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What begins and ends with an action that is a fault. Of faults that overlap the last one ends them. */
final class Faults {

    private final World world;
    private final SimulatedRedis redis;
    private final SimulatedBackend backend;
    private final EventBook events;
    private final List<Machine> machines;
    private final Map<String, Long> lastEnds = new HashMap<>();

    Faults(World world, SimulatedRedis redis, SimulatedBackend backend, EventBook events, List<Machine> machines) {
        this.backend = backend;
        this.world = world;
        this.redis = redis;
        this.events = events;
        this.machines = machines;
    }

    void happen(Action action) {
        Machine machine = machines.get(action.slot());
        long until = world.now() + action.lasts();
        String what = part(action) + (action.kind().isOfOneNode() ? machine.number() : "");
        lastEnds.merge(what, until, Math::max);
        begin(action, machine);
        world.at(until, () -> {
            if (world.now() >= lastEnds.getOrDefault(what, 0L)) {
                end(action.kind(), machine);
            }
        });
    }

    private static String part(Action action) {
        return switch (action.kind()) {
            case CUT_TO_REDIS, CUT_FROM_REDIS, CUT, SLOW, LOSE, REPEAT -> "network";
            case BACKEND_AWAY, BACKEND_MUTE, BACKEND_REFUSES -> "backend";
            default -> action.kind().name();
        };
    }

    private void begin(Action action, Machine machine) {
        long lasts = action.lasts();
        long amount = action.amount();
        Network network = machine.network();
        switch (action.kind()) {
            case PAUSE -> machine.node().ifPresent(node -> node.process().stopFor(lasts));
            case SET_CLOCK -> machine.clock().set(amount);
            case DRIFT -> machine.clock().runAt(1 + amount / 1e6);
            case CUT_TO_REDIS -> cut(machine, true, false);
            case CUT_FROM_REDIS -> cut(machine, false, true);
            case CUT -> cut(machine, true, true);
            case SLOW -> network.slowFor(lasts, amount * 1_000_000);
            case LOSE -> network.damage(amount / 100.0, 0);
            case REPEAT -> network.damage(0, amount / 100.0);
            case KILL_CONNECTIONS -> machine.run().ifPresent(run -> run.link().connectionsKilled());
            case KILL_SUBSCRIPTION -> machine.run().ifPresent(run -> run.link().subscriptionKilled());
            case SILENCE_SUBSCRIPTION ->
                machine.run().ifPresent(run -> run.link().subscriptionSilenced());
            case REDIS_KILL -> {
                redis.kill();
                machines.forEach(each -> each.run().ifPresent(run -> run.link().redisStopped()));
            }
            case REDIS_PAUSE -> redis.stopFor(lasts);
            case REDIS_FLUSH -> redis.flush();
            case REDIS_FAILOVER -> {
                redis.failOver(lasts, amount);
                events.redisReplaced();
                machines.forEach(each -> each.run().ifPresent(run -> run.link().redisStopped()));
            }
            case DISK_FULL -> machine.run().ifPresent(run -> run.delivery().diskFull(true));
            case DISK_SLOW ->
                machine.run().ifPresent(run -> run.deliveryThread().slowUntil(world.now() + lasts, amount * 1_000_000));
            case BACKEND_AWAY -> backend.goAway();
            case BACKEND_MUTE -> backend.loseAnswers();
            case BACKEND_REFUSES -> backend.refuseWith((int) amount);
            default -> {}
        }
    }

    private static void cut(Machine machine, boolean to, boolean from) {
        if (to) {
            machine.network().toRedis().cut();
        }
        if (from) {
            machine.network().fromRedis().cut();
        }
        machine.run().ifPresent(run -> run.link().cut());
    }

    /** Ends all that have begun. */
    void endAll() {
        for (Kind kind : Kind.values()) {
            machines.forEach(machine -> end(kind, machine));
        }
    }

    private void end(Kind kind, Machine machine) {
        switch (kind) {
            case PAUSE -> machine.node().ifPresent(node -> node.process().goOn());
            case SET_CLOCK -> machine.clock().correct();
            case DRIFT -> machine.clock().runAt(1);
            case CUT_TO_REDIS, CUT_FROM_REDIS, CUT, SLOW, LOSE, REPEAT -> {
                machine.network().heal();
                machine.run().ifPresent(run -> run.link().healed());
            }
            case REDIS_KILL -> redis.start();
            case REDIS_PAUSE -> redis.goOn();
            case DISK_FULL -> machine.run().ifPresent(run -> run.delivery().diskFull(false));
            case BACKEND_AWAY, BACKEND_MUTE, BACKEND_REFUSES -> backend.heal();
            default -> {}
        }
    }
}
