package dev.turnout.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineQueueTest {

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final LoopDeadlines deadlines = new LoopDeadlines(loop, ticker, Duration.ofMillis(1));
    private final DeadlineQueue soon = deadlines.queue(Duration.ofMillis(10));
    private final DeadlineQueue late = deadlines.queue(Duration.ofSeconds(1));
    private final List<String> expired = new ArrayList<>();

    private final class Named extends Deadline {

        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        protected void expired() {
            expired.add(name);
        }

        void cancel() {
            cancelDeadline();
        }

        void check() {
            expireIfDue();
        }
    }

    @Test
    void aDeadlineExpiresInTimeAndOnce() {
        soon.restart(new Named("a"));
        pass(9);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("a");
        pass(10_000);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void aCancelledDeadlineDoesNotExpire() {
        Named a = new Named("a");
        Named b = new Named("b");
        Named c = new Named("c");
        List.of(a, b, c).forEach(soon::restart);
        b.cancel();
        b.cancel();
        pass(10);
        assertThat(expired).containsExactly("a", "c");
        a.cancel();
    }

    @Test
    void aRestartBeginsAnewWhereverItWaited() {
        Named a = new Named("a");
        soon.restart(a);
        pass(9);
        soon.restart(a);
        pass(9);
        late.restart(a);
        pass(999);
        assertThat(expired).isEmpty();
        pass(1);
        assertThat(expired).containsExactly("a");
    }

    @Test
    void aShorterWaitIsNotHeldUpByALongerOne() {
        late.restart(new Named("late"));
        pass(1);
        soon.restart(new Named("soon"));
        pass(10);
        assertThat(expired).containsExactly("soon");
        pass(989);
        assertThat(expired).containsExactly("soon", "late");
    }

    @Test
    void anExpiredDeadlineMayBeRestarted() {
        DeadlineQueue beat = deadlines.queue(Duration.ofMillis(100));
        Deadline heart = new Deadline() {
            @Override
            protected void expired() {
                expired.add("beat");
                beat.restart(this);
            }
        };
        beat.restart(heart);
        for (int i = 0; i < 5; i++) {
            pass(100);
        }
        assertThat(expired).hasSize(5);
    }

    @Test
    void anExpiryMayCancelOthers() {
        Named victim = new Named("victim");
        soon.restart(new Deadline() {
            @Override
            protected void expired() {
                victim.cancel();
            }
        });
        soon.restart(victim);
        pass(10);
        assertThat(expired).isEmpty();
    }

    @Test
    void aDeadlineIsSeenAsExpiredEvenBeforeTheLoopGetsToIt() {
        Named a = new Named("a");
        soon.restart(a);
        a.check();
        assertThat(expired).isEmpty();
        ticker.advanceMillis(10);
        a.check();
        assertThat(expired).containsExactly("a");
        loop.runNow();
        a.check();
        assertThat(expired).containsExactly("a");
    }

    @Test
    void everythingThatWaitsCanBeVisitedAndCancelledOnTheWay() {
        List<Named> all = List.of(new Named("a"), new Named("b"), new Named("c"));
        all.forEach(soon::restart);
        List<String> visited = new ArrayList<>();
        soon.forEach(each -> {
            visited.add(((Named) each).name);
            ((Named) each).cancel();
        });
        assertThat(visited).containsExactly("a", "b", "c");
        pass(10);
        assertThat(expired).isEmpty();
    }

    @Test
    void aFailureDoesNotStopTheOthers() {
        soon.restart(new Deadline() {
            @Override
            protected void expired() {
                throw new IllegalStateException("on purpose");
            }
        });
        soon.restart(new Named("a"));
        late.restart(new Named("b"));
        pass(10);
        pass(1);
        assertThat(expired).containsExactly("a");
        pass(989);
        assertThat(expired).containsExactly("a", "b");
    }

    private void pass(long millis) {
        ticker.advanceMillis(millis);
        loop.runNow();
    }
}
