package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.EventId;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients carry from one engine to another. */
class OffsetTest {

    private static EventRanges ranges(String engine, Long... numbers) {
        return ranges(engine, Stream.of(numbers));
    }

    private static EventRanges ranges(String engine, Stream<Long> numbers) {
        EventNumbers all = new EventNumbers();
        numbers.forEach(all::add);
        return EventRanges.of(engine, all);
    }

    @Test
    void everyOffsetIsReadAsItWasWritten() {
        EventRanges events = ranges("a-1", 1L, 2L, 3L, 7L).and(ranges("b", 40L));
        for (Offset offset : List.of(
                new Offset(36, 0),
                new Offset(36, 5),
                new Offset(36, 0, new Offset.Shared("a-1", 35, EventRanges.NONE)),
                new Offset(36, 5, new Offset.Shared("a-1", 35, events)),
                new Offset(36, 5, new Offset.Shared("a-1", 35, EventRanges.TOO_MANY)))) {
            assertThat(Offset.parse(offset.json().replace("\"", ""))).contains(offset);
        }
        assertThat(new Offset(36, 5, new Offset.Shared("a-1", 35, events)).json())
                .isEqualTo("\"10.5~a-1~z~a-1:1-3,7;b:14\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "~",
                "1~",
                "1~a",
                "1~a~",
                "1~a~1~",
                "1~a~1~a",
                "1~a~1~a:",
                "1~a~1~:1",
                "1~a~1~a:2-1",
                "1~a~1~a:1,1",
                "1~a~1~a:1;",
                "1~a~1~a:zzzzzzzzzzzzzzzz",
                "1~a~1~a:-1",
                "1~a b~1"
            })
    void textThatNoEngineHasWrittenIsNoOffset(String text) {
        assertThat(Offset.parse(text)).isEmpty();
    }

    @Test
    void eventsAreKeptAsRangesOfTheirNumbers() {
        EventRanges some = ranges("a", 1L, 2L, 5L);
        EventRanges more = ranges("a", 3L, 4L, 9L);
        assertThat(some.and(more).text()).isEqualTo("a:1-5,9");
        assertThat(some.contains(new EventId("a", 2))).isTrue();
        assertThat(some.contains(new EventId("a", 3))).isFalse();
        assertThat(some.contains(new EventId("b", 2))).isFalse();
        assertThat(some.and(ranges("b", 1L)).without("a")).isEqualTo(ranges("b", 1L));
        assertThat(some.without("a").isEmpty()).isTrue();
    }

    @Test
    void moreRangesThanAClientIsToCarryAreNotNamedAtAll() {
        EventRanges many = ranges("a", LongStream.range(0, 17).mapToObj(i -> 2 * i));
        assertThat(many).isSameAs(EventRanges.TOO_MANY);
        assertThat(many.and(ranges("b", 1L))).isSameAs(EventRanges.TOO_MANY);
        assertThat(ranges("b", 1L).and(many)).isSameAs(EventRanges.TOO_MANY);
        assertThat(ranges("a", LongStream.range(0, 1_000).boxed()).text()).isEqualTo("a:0-rr");
    }

    @Test
    void anEventSentAheadIsNamedUntilItsPositionIsKnownOrItIsOld() {
        EventsAhead ahead = new EventsAhead(100);
        ahead.sent("a", 1, 0);
        ahead.sent("a", 2, 50);
        ahead.sent("a", 3, 60);
        assertThat(ahead.ranges(60).text()).isEqualTo("a:1-3");
        ahead.placed(2);
        assertThat(ahead.ranges(60).text()).as("one range").isEqualTo("a:1-3");
        ahead.placed(1);
        assertThat(ahead.ranges(60).text()).isEqualTo("a:2-3");
        ahead.placed(9);
        assertThat(ahead.ranges(151).text()).isEqualTo("a:3");
        ahead.placed(3);
        assertThat(ahead.ranges(151).isEmpty()).isTrue();
    }
}
