package dev.turnout.backend.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final LoginThrottle throttle = new LoginThrottle();

    @Test
    void fiveGuessesAreFreeAndThenOneEveryHalfMinute() {
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.take("a", NOON)).isEmpty();
        }
        assertThat(throttle.take("a", NOON)).contains(Duration.ofSeconds(30));
        assertThat(throttle.take("a", NOON.plusSeconds(29))).contains(Duration.ofSeconds(1));
        assertThat(throttle.take("a", NOON.plusSeconds(30))).isEmpty();
        assertThat(throttle.take("a", NOON.plusSeconds(30))).contains(Duration.ofSeconds(30));
    }

    @Test
    void aGuessThatHadToWaitIsNotCounted() {
        for (int i = 0; i < 1_000; i++) {
            throttle.take("a", NOON);
        }
        assertThat(throttle.take("a", NOON.plusSeconds(30))).isEmpty();
    }

    @Test
    void allGuessesComeBackInTimeButNoMore() {
        for (int i = 0; i < 5; i++) {
            throttle.take("a", NOON);
        }
        Instant later = NOON.plus(Duration.ofDays(1));
        for (int i = 0; i < 5; i++) {
            assertThat(throttle.take("a", later)).isEmpty();
        }
        assertThat(throttle.take("a", later)).isPresent();
    }

    @Test
    void oneAddressDoesNotSlowAnother() {
        for (int i = 0; i < 10; i++) {
            throttle.take("a", NOON);
        }
        assertThat(throttle.take("b", NOON)).isEmpty();
    }

    @Test
    void theRightPasswordGivesTheGuessesBack() {
        for (int i = 0; i < 5; i++) {
            throttle.take("a", NOON);
        }
        throttle.succeeded("a");
        assertThat(throttle.take("a", NOON)).isEmpty();
    }

    @Test
    void manyKeysTakeBoundedMemory() {
        for (int i = 0; i < 50_000; i++) {
            throttle.takeAsKnownDevice("device-" + i, NOON);
        }
        assertThat(throttle.keys()).isEqualTo(10_000);
    }

    @Test
    void allNetworksTogetherMayGuessTwiceASecondAfterABurst() {
        for (int i = 0; i < 60; i++) {
            assertThat(throttle.take("network-" + i, NOON)).isEmpty();
        }
        assertThat(throttle.take("another", NOON)).hasValue(Duration.ofMillis(500));
        assertThat(throttle.take("another", NOON.plusMillis(500))).isEmpty();
        assertThat(throttle.takeAsKnownDevice("device", NOON)).isEmpty();
    }

    @Test
    void aGuessThatWasNotCheckedIsGivenBackToAllNetworksToo() {
        for (int i = 0; i < 60; i++) {
            throttle.take("network-" + i, NOON);
        }
        throttle.notChecked("network-1");
        assertThat(throttle.take("another", NOON)).isEmpty();
        assertThat(throttle.take("another", NOON)).hasValue(Duration.ofMillis(500));
        throttle.notCheckedOfKnownDevice("network-2");
        assertThat(throttle.take("another", NOON)).hasValue(Duration.ofMillis(500));
    }

    @Test
    void aGuessThatWasNotCheckedIsGivenBack() {
        for (int i = 0; i < 5; i++) {
            throttle.take("a", NOON);
        }
        throttle.notChecked("a");
        assertThat(throttle.take("a", NOON)).isEmpty();
        assertThat(throttle.take("a", NOON)).isPresent();
    }
}
