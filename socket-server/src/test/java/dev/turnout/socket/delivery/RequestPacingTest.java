package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.delivery.RequestPacing.Backoff;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestPacingTest {

    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(15);

    private final RequestPacing pacing = new RequestPacing(new Backoff(BASE, CAP, new Random(1)), 8);

    @Test
    void startsWithOneRequestAndDoublesWithEachAnswer() {
        assertThat(free()).isEqualTo(1);
        pacing.answered();
        assertThat(free()).isEqualTo(2);
        pacing.answered();
        pacing.answered();
        pacing.answered();
        assertThat(free()).isEqualTo(8);
    }

    @Test
    void oneOrTwoFailuresAreAttributedToTheAuction() {
        pacing.answered();
        assertThat(pacing.failed(pacing.round())).isEmpty();
        assertThat(pacing.failed(pacing.round())).isEmpty();
        pacing.answered();
        assertThat(pacing.failed(pacing.round())).isEmpty();
        assertThat(pacing.unavailable()).isFalse();
    }

    @Test
    void threeFailuresInARowPauseSendingAndOneRequestProbesAfterEachPause() {
        failThrice();
        assertThat(pacing.unavailable()).isTrue();
        assertThat(free()).isZero();
        pacing.resume();
        assertThat(free()).isEqualTo(1);
        assertThat(pacing.failed(pacing.round())).isPresent();
        assertThat(free()).isZero();
        pacing.resume();
        pacing.answered();
        assertThat(pacing.unavailable()).isFalse();
        assertThat(free()).isEqualTo(2);
    }

    @Test
    void failuresOfRequestsSentBeforeThePauseDoNotExtendTheNextOne() {
        int before = pacing.round();
        failThrice();
        for (int i = 0; i < 5; i++) {
            assertThat(pacing.failed(before)).isEmpty();
        }
        pacing.resume();
        assertThat(pacing.failed(pacing.round()))
                .hasValueSatisfying(pause -> assertThat(pause).isLessThanOrEqualTo(BASE.multipliedBy(2)));
    }

    @Test
    void theLongerOfTwoPausesDecides() {
        pacing.pause();
        pacing.pause();
        pacing.resume();
        assertThat(free()).isZero();
        pacing.resume();
        assertThat(free()).isEqualTo(1);
    }

    @Test
    void delaysAreUniformBelowACeilingThatDoublesUpToTheCap() {
        Backoff backoff = new Backoff(BASE, CAP, new Random(7));
        for (int failures = 1; failures <= 100; failures++) {
            Duration ceiling = failures > 5 ? CAP : min(BASE.multipliedBy(1L << (failures - 1)), CAP);
            Duration longest = Duration.ZERO;
            Duration shortest = CAP;
            for (int i = 0; i < 500; i++) {
                Duration delay = backoff.delay(failures);
                longest = delay.compareTo(longest) > 0 ? delay : longest;
                shortest = min(delay, shortest);
            }
            assertThat(longest).isBetween(ceiling.multipliedBy(9).dividedBy(10), ceiling);
            assertThat(shortest).isBetween(Duration.ofNanos(1), ceiling.dividedBy(10));
        }
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void failThrice() {
        int round = pacing.round();
        assertThat(pacing.failed(round)).isEmpty();
        assertThat(pacing.failed(round)).isEmpty();
        assertThat(pacing.failed(round))
                .hasValueSatisfying(pause -> assertThat(pause).isLessThanOrEqualTo(BASE));
    }

    private int free() {
        return pacing.free(0);
    }
}
