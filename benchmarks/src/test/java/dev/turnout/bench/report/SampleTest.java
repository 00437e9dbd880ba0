package dev.turnout.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void theMedianOfAnOddNumberIsTheMiddleOne() {
        assertThat(new Sample(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(new Sample(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3);
    }

    @Test
    void percentilesAreFiguresThatWereMeasured() {
        List<Double> oneToTwoHundred =
                IntStream.rangeClosed(1, 200).mapToObj(i -> (double) i).collect(Collectors.toList());
        Collections.reverse(oneToTwoHundred);
        Sample sample = new Sample(oneToTwoHundred);

        assertThat(sample.percentile(50)).isEqualTo(100);
        assertThat(sample.percentile(99)).isEqualTo(198);
        assertThat(sample.percentile(100)).isEqualTo(200);
        assertThat(sample.percentile(0)).isEqualTo(1);
    }

    @Test
    void ofASingleFigureAllIsThatFigure() {
        Sample sample = new Sample(List.of(7.0));

        assertThat(List.of(sample.median(), sample.percentile(99), sample.least(), sample.most()))
                .containsOnly(7.0);
    }

    @Test
    void spreadGoesFromTheLeastToTheMost() {
        Sample sample = new Sample(List.of(5.0, 3.0, 8.0));

        assertThat(sample.least()).isEqualTo(3);
        assertThat(sample.most()).isEqualTo(8);
    }
}
