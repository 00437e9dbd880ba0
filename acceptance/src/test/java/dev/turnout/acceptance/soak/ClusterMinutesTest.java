package dev.turnout.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterMinutesTest {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SECOND = FIRST.plusSeconds(60);
    private static final Instant END = FIRST.plusSeconds(120);
    private static final int VIEWERS = 3;

    private final SoakNode one = new SoakNode(Product.withFakeBackend());
    private final SoakNode other = new SoakNode(Product.withFakeBackend());
    private final Disturbances disturbances = new Disturbances(List.of(one, other));
    private final List<String> violations = new ArrayList<>();
    private final ClusterMinutes minutes =
            new ClusterMinutes(Duration.ofSeconds(5), Duration.ofMinutes(1), disturbances, violations::add);

    private static String minute(Instant start, int samples, int viewers, int joins) {
        return "{'timestamp':'" + start + "','sampleCount':" + samples + ",'viewerCount':" + viewers + ",'minViewers':"
                + viewers + ",'avgViewers':" + viewers + ",'peakViewers':" + viewers + ",'exactMin':" + viewers
                + ",'exactPeak':" + viewers + ",'viewerSeconds':" + 60 * viewers + ",'observedSeconds':60,'joins':"
                + joins
                + ",'leaves':" + joins + "}";
    }

    private void check(String... stored) {
        JsonNode analytics = Json.of("{'snapshots':[" + Stream.of(stored).collect(Collectors.joining(",")) + "]}");
        minutes.check("a", VIEWERS, FIRST, END, analytics);
    }

    @Test
    void wholeMinutesAreRight() {
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 12, VIEWERS, 0));
        assertThat(violations).isEmpty();
        assertThat(minutes.whole()).isEqualTo(2);
    }

    @Test
    void aMissingMinuteIsFound() {
        check(minute(FIRST, 12, VIEWERS, 0));
        assertThat(violations).singleElement().asString().contains("the minute " + SECOND + " is not complete");
    }

    @Test
    void aMinuteThatIsStoredTwiceIsFound() {
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 12, VIEWERS, 0), minute(SECOND, 12, VIEWERS, 0));
        assertThat(violations).singleElement().asString().contains("stored twice");
    }

    @Test
    void aWrongCountIsFoundUnlessThereWasAFault() {
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 12, VIEWERS - 1, 0));
        assertThat(violations).singleElement().asString().contains("had 3 viewers");
        violations.clear();
        disturbances.add(SECOND.plusSeconds(1), SECOND.plusSeconds(2));
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 12, VIEWERS - 1, 1));
        assertThat(violations).isEmpty();
    }

    @Test
    void samplesMayBeMissingOnlyWhenNoNodeObservedTheWholeMinute() {
        disturbances.add(one, SECOND.plusSeconds(10), SECOND.plusSeconds(20));
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 11, VIEWERS, 0));
        assertThat(violations).singleElement().asString().contains("not complete");
        violations.clear();
        disturbances.add(other, SECOND.plusSeconds(30), SECOND.plusSeconds(40));
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 11, VIEWERS, 0));
        assertThat(violations).isEmpty();
    }

    @Test
    void aJoinAfterTheLastSampleIsOneOfTheNextMinute() {
        disturbances.add(SECOND.minusSeconds(10), SECOND.minusSeconds(1));
        check(minute(FIRST, 12, VIEWERS, 0), minute(SECOND, 12, VIEWERS, 1));
        assertThat(violations).isEmpty();
    }

    @Test
    void partsOverlapOnlyWhenNoNodeObservedTheWholeMinute() {
        String overlapping = minute(SECOND, 12, VIEWERS, 0).replace("'observedSeconds':60", "'observedSeconds':63");
        disturbances.add(one, SECOND.plusSeconds(10), SECOND.plusSeconds(20));
        check(minute(FIRST, 12, VIEWERS, 0), overlapping);
        assertThat(violations).singleElement().asString().contains("observed seconds");
        violations.clear();
        disturbances.add(other, SECOND.plusSeconds(15), SECOND.plusSeconds(25));
        check(minute(FIRST, 12, VIEWERS, 0), overlapping);
        assertThat(violations).isEmpty();
    }
}
