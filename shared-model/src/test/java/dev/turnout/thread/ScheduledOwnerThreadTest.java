package dev.turnout.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScheduledOwnerThreadTest {

    private final ScheduledOwnerThread thread = new ScheduledOwnerThread("tester");
    private final AtomicInteger count = new AtomicInteger();
    private final List<Object> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        thread.close(Duration.ofSeconds(5));
    }

    @Test
    void runsTasksInOrderOnOneThreadWithItsName() {
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            thread.execute(() -> seen.add(number + Thread.currentThread().getName()));
        }
        await().until(() -> seen.size() == 1_000);

        assertThat(seen).startsWith("0tester", "1tester").endsWith("999tester");
    }

    @Test
    void aTaskThatThrowsIsCountedAndTheThreadGoesOn() {
        thread.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        thread.after(Duration.ofMillis(1), () -> {
            throw new AssertionError("on purpose");
        });
        thread.after(Duration.ofMillis(2), () -> seen.add("still here"));
        await().until(() -> !seen.isEmpty());

        assertThat(thread.failures()).isEqualTo(2);
    }

    @Test
    void closingRunsWhatWasSentAndDropsWhatComesLater() {
        CountDownLatch gate = new CountDownLatch(1);
        thread.execute(() -> awaitOrNote(gate));
        thread.execute(() -> seen.add("sent before"));
        thread.after(Duration.ofHours(1), () -> seen.add("in an hour"));
        await().until(() -> thread.backlog() == 1);
        gate.countDown();

        assertThat(thread.close(Duration.ofSeconds(5))).isTrue();
        thread.execute(() -> seen.add("sent after"));
        assertThat(seen).containsExactly("sent before");
    }

    @Test
    void theBacklogHasTheTimersThatAreDueAndNoOthers() {
        CountDownLatch gate = new CountDownLatch(1);
        thread.execute(() -> awaitOrNote(gate));
        for (int i = 0; i < 100; i++) {
            thread.after(Duration.ofHours(1), () -> {});
        }
        thread.after(Duration.ofMillis(1), () -> {});
        await().until(() -> thread.backlog() == 1);
        gate.countDown();
        await().until(() -> thread.backlog() == 0);
    }

    @Test
    void timersGetTheirTurnWhileTasksKeepArriving() {
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (seen.isEmpty()) {
                    thread.execute(this);
                }
            }
        };
        thread.execute(again);
        thread.after(Duration.ofMillis(5), () -> seen.add("timer"));

        await().untilAsserted(() -> assertThat(seen).containsExactly("timer"));
    }

    @Test
    void aTimerThatIsOverdueRunsAfterTheTasksSentBefore() {
        CountDownLatch gate = new CountDownLatch(1);
        thread.execute(() -> {
            thread.after(Duration.ZERO, () -> seen.add("timer"));
            awaitOrNote(gate);
        });
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            thread.execute(() -> seen.add(number));
        }
        gate.countDown();

        await().until(() -> seen.size() == 1_001);
        assertThat(seen.get(1_000)).isEqualTo("timer");
    }

    @Test
    void tasksOfManySendersAllRunThoughTheThreadFallsAsleepInBetween() throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 4; sender++) {
            senders.add(new Thread(() -> {
                for (int i = 0; i < 2_000; i++) {
                    thread.execute(count::incrementAndGet);
                    LockSupport.parkNanos(i % 100 == 0 ? 3_000_000 : 1);
                }
            }));
        }
        senders.forEach(Thread::start);
        for (Thread sender : senders) {
            sender.join();
        }

        await().untilAsserted(() -> assertThat(count).hasValue(8_000));
    }

    @Test
    void aThreadThatIsStuckIsInterruptedInTheEnd() {
        thread.execute(() -> awaitOrNote(new CountDownLatch(1)));
        assertThat(thread.close(Duration.ofMillis(50))).isFalse();
        await().untilAsserted(() -> assertThat(seen).containsExactly("interrupted"));
    }

    private void awaitOrNote(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            seen.add("interrupted");
        }
    }
}
