package dev.turnout.socket.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessorLoadTest {

    private static final long MS = 1_000_000;

    private long used = 7_000 * MS;
    private final ProcessorLoad load = new ProcessorLoad(() -> used, 2);

    @Test
    void whatWasUsedBeforeTheFirstCallDoesNotCount() {
        assertThat(load.at(50 * MS)).isZero();
    }

    @Test
    void itIsThePartOfAllCoresThatWasUsedSinceTheCallBefore() {
        load.at(0);
        used += 100 * MS;
        assertThat(load.at(200 * MS)).isEqualTo(0.25);
        used += 200 * MS;
        assertThat(load.at(300 * MS)).isEqualTo(1);
        assertThat(load.at(400 * MS)).isZero();
    }

    @Test
    void callsCloseToEachOtherGetTheSameAnswer() {
        load.at(0);
        used += 100 * MS;
        assertThat(load.at(100 * MS)).isEqualTo(0.5);
        used += 80 * MS;
        assertThat(load.at(140 * MS)).isEqualTo(0.5);
        assertThat(load.at(150 * MS)).isEqualTo(0.8);
    }

    /** The JDK returns -1 where the processor time is not known. */
    @Test
    void itIsNotNegative() {
        load.at(0);
        used = -1;
        assertThat(load.at(100 * MS)).isZero();
        assertThat(load.at(200 * MS)).isZero();
    }

    @Test
    void otherThreadsThanTheLoopsDoNotMakeItMoreThanWhole() {
        load.at(0);
        used += 400 * MS;
        assertThat(load.at(100 * MS)).isEqualTo(1);
    }
}
