package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacingTest {

    private static final Duration BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(15);

    private final Pacing pacing = new Pacing(new Backoff(BASE, CAP, new Random(1)), 8);

    @Test
    void beginsWithOneAndDoublesWithEachAnswer() {
        assertThat(room()).isEqualTo(1);
        pacing.answered();
        assertThat(room()).isEqualTo(2);
        pacing.answered();
        pacing.answered();
        pacing.answered();
        assertThat(room()).isEqualTo(8);
    }

    @Test
    void aFailureOrTwoAreTheAuctionsOwn() {
        pacing.answered();
        assertThat(pacing.failed(pacing.round())).isEmpty();
        assertThat(pacing.failed(pacing.round())).isEmpty();
        pacing.answered();
        assertThat(pacing.failed(pacing.round())).isEmpty();
        assertThat(pacing.away()).isFalse();
    }

    @Test
    void threeInARowMeanThatTheBackendIsAwayAndOneRequestProbesAfterEachPause() {
        failThrice();
        assertThat(pacing.away()).isTrue();
        assertThat(room()).isZero();
        pacing.resume();
        assertThat(room()).isEqualTo(1);
        assertThat(pacing.failed(pacing.round())).isPresent();
        assertThat(room()).isZero();
        pacing.resume();
        pacing.answered();
        assertThat(pacing.away()).isFalse();
        assertThat(room()).isEqualTo(2);
    }

    @Test
    void failuresThatLeftBeforeThePauseDoNotMakeTheNextOneLonger() {
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
    void ofTwoPausesTheLongerDecides() {
        pacing.pause();
        pacing.pause();
        pacing.resume();
        assertThat(room()).isZero();
        pacing.resume();
        assertThat(room()).isEqualTo(1);
    }

    @Test
    void delaysAreDrawnBelowACeilingThatDoublesUpToTheCap() {
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

    private int room() {
        int room = 0;
        while (pacing.mayStart(room)) {
            room++;
        }
        return room;
    }
}
