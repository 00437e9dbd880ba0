package dev.turnout.backend.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final FairQueue<String> queue = new FairQueue<>(4);

    @Test
    void networksAreServedInTurnAndEachInItsOrder() {
        queue.add("a", "a1");
        queue.add("a", "a2");
        queue.add("a", "a3");
        queue.add("b", "b1");
        assertThat(drain()).containsExactly("a1", "b1", "a2", "a3");
    }

    @Test
    void aNetworkThatWasServedGoesBehindTheOthers() {
        queue.add("a", "a1");
        queue.add("a", "a2");
        queue.add("b", "b1");
        assertThat(queue.poll()).isEqualTo("a1");
        queue.add("c", "c1");
        assertThat(drain()).containsExactly("b1", "a2", "c1");
    }

    @Test
    void whenFullTheNetworkWithTheMostLosesItsNewest() {
        queue.add("a", "a1");
        queue.add("a", "a2");
        queue.add("a", "a3");
        assertThat(queue.add("b", "b1")).isNull();
        assertThat(queue.add("a", "a4")).isEqualTo("a4");
        assertThat(queue.add("b", "b2")).isEqualTo("a3");
        assertThat(queue.add("c", "c1")).isIn("a2", "b2");
        assertThat(queue.size()).isEqualTo(4);
    }

    @Test
    void ofNetworksWithAsManyTheAddingOneLoses() {
        for (String network : List.of("a", "b", "c", "d")) {
            assertThat(queue.add(network, network + 1)).isNull();
        }
        assertThat(queue.add("e", "e1")).isEqualTo("e1");
        assertThat(queue.add("b", "b2")).isEqualTo("b2");
        assertThat(drain()).containsExactly("a1", "b1", "c1", "d1");
    }

    @Test
    void anEmptyQueueHasNothing() {
        assertThat(queue.poll()).isNull();
        assertThat(queue.size()).isZero();
    }

    private List<String> drain() {
        List<String> items = new ArrayList<>();
        for (String item = queue.poll(); item != null; item = queue.poll()) {
            items.add(item);
        }
        return items;
    }
}
