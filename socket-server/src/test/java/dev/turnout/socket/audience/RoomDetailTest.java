package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.audience.RoomDetail.Listed;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RoomDetailTest {

    private static UniqueViewers viewers(long from, long until) {
        UniqueViewers viewers = new UniqueViewers();
        LongStream.range(from, until).forEach(i -> viewers.add(new SplittableRandom(i).nextLong()));
        return viewers;
    }

    private static Listed listed(long viewer, long since) {
        return new Listed(viewer, new ListedViewer("v" + viewer, null, null, since));
    }

    @Test
    void sectionsAddUpAndViewersOfBothAreListedAndCountedOnce() {
        RoomDetail one = new RoomDetail(
                7, viewers(1, 5), Map.of("a", 2, "b", 1), Map.of("CH", 3), List.of(listed(2, 300), listed(1, 100)));
        RoomDetail other = new RoomDetail(
                9, viewers(3, 8), Map.of("b", 4), Map.of("CH", 2, "DE", 2), List.of(listed(1, 400), listed(3, 200)));
        RoomDetail both = one.merge(other);
        assertThat(both.peak()).isEqualTo(9);
        assertThat(both.unique().count()).isEqualTo(7);
        assertThat(both.sections()).isEqualTo(Map.of("a", 2, "b", 5));
        assertThat(both.countries()).isEqualTo(Map.of("CH", 5, "DE", 2));
        assertThat(both.viewers()).containsExactly(listed(2, 300), listed(3, 200), listed(1, 100));
        assertThat(both.looksLike(other.merge(one))).isTrue();
    }

    @Test
    void theNewestTwentyAreListed() {
        List<Listed> older =
                LongStream.rangeClosed(1, 20).mapToObj(i -> listed(i, 100 - i)).toList();
        List<Listed> newer =
                LongStream.rangeClosed(21, 40).mapToObj(i -> listed(i, 200 - i)).toList();
        RoomDetail both = new RoomDetail(1, viewers(0, 0), Map.of(), Map.of(), older)
                .merge(new RoomDetail(1, viewers(0, 0), Map.of(), Map.of(), newer));
        assertThat(both.viewers()).isEqualTo(newer);
    }

    @Test
    void manyViewersAreMergedAsSketches() {
        UniqueViewers many = viewers(0, 10_000);
        many.addAll(viewers(5_000, 5_100));
        assertThat(many.count()).isBetween(9_200L, 10_800L);
        UniqueViewers few = viewers(0, 10);
        few.addAll(many);
        assertThat(few.count()).isEqualTo(many.count());
        assertThat(few.hashes(1_000)).isEmpty();
        assertThat(viewers(0, 10).hashes(9)).isEmpty();
        assertThat(viewers(0, 10).hashes(10))
                .hasValueSatisfying(hashes -> assertThat(hashes).hasSize(10));
    }
}
