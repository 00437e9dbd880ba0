package dev.turnout.socket.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopBudgetTest {

    private static final long MS = 1_000_000;

    private final LoopBudget budget = new LoopBudget();

    @Test
    void asLongAsThereIsEnoughForAllNobodyWaitsLonger() {
        spend(0, 5_000, 0.6);

        assertThat(budget.stretch()).isEqualTo(1);
    }

    @Test
    void tooMuchStretchesEveryWaitUntilItFits() {
        spend(0, 2_000, 1.5);
        double first = budget.stretch();
        spend(2_000, 2_000, 1.5);

        assertThat(first).isGreaterThan(1.5);
        assertThat(budget.stretch()).isGreaterThan(first).isLessThanOrEqualTo(20);
    }

    @Test
    void afterTheRushItComesBackToOne() {
        spend(0, 5_000, 3);
        assertThat(budget.stretch()).isGreaterThan(5);

        spend(5_000, 10_000, 0.1);
        assertThat(budget.stretch()).isEqualTo(1);
    }

    /** Uses so much of each loop for so long, in fan-outs 10 ms apart. */
    private void spend(long fromMillis, long millis, double share) {
        for (long now = fromMillis; now < fromMillis + millis; now += 10) {
            budget.spent(now * MS, (long) (share * 10 * MS));
        }
    }
}
