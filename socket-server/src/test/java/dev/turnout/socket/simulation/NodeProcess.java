package dev.turnout.socket.simulation;

import dev.turnout.thread.OwnerThread;
import java.time.Duration;

/** A process that can be stopped for a while and killed. What arrives while it is stopped waits in its sockets. */
final class NodeProcess {

    private final World world;
    private final NodeClock clock;
    private boolean dead;
    private long stoppedUntil;
    private int backlog;

    NodeProcess(World world, NodeClock clock) {
        this.world = world;
        this.clock = clock;
    }

    void kill() {
        dead = true;
    }

    boolean isDead() {
        return dead;
    }

    void stopFor(long nanos) {
        stoppedUntil = Math.max(stoppedUntil, world.now() + nanos);
    }

    void goOn() {
        stoppedUntil = world.now();
    }

    boolean isRunning() {
        return !dead && world.now() >= stoppedUntil;
    }

    /** Tasks that wait for this process. */
    int backlog() {
        return backlog;
    }

    /** Runs it within the process, once this much time has passed on the machine's clock. */
    void after(long nanos, Runnable work) {
        backlog++;
        world.after(nanos == 0 ? 0 : clock.trueNanos(nanos), () -> arrive(work));
    }

    private void arrive(Runnable work) {
        if (dead) {
            backlog--;
        } else if (world.now() < stoppedUntil) {
            world.at(stoppedUntil, () -> arrive(work));
        } else {
            backlog--;
            work.run();
        }
    }

    /** A thread of this process. */
    final class NodeThread implements OwnerThread {

        private long busyUntil;
        private long slowUntil;
        private long slowBy;

        @Override
        public void execute(Runnable task) {
            NodeProcess.this.after(0, () -> run(task));
        }

        @Override
        public void after(Duration delay, Runnable task) {
            NodeProcess.this.after(delay.toNanos(), () -> run(task));
        }

        private void run(Runnable task) {
            long wait = busyUntil - world.now();
            if (wait > 0) {
                NodeProcess.this.after(wait, () -> run(task));
            } else {
                task.run();
                if (world.now() < slowUntil) {
                    busyFor(slowBy);
                }
            }
        }

        /** Until then every task takes so much longer. */
        void slowUntil(long time, long by) {
            slowUntil = time;
            slowBy = by;
        }

        /** It waits this long, for example for a disk. */
        private void busyFor(long nanos) {
            busyUntil = Math.max(busyUntil, world.now() + nanos);
        }
    }
}
