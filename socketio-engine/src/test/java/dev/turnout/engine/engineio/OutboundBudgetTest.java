package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Slow clients on several loops that share one budget of bytes. */
class OutboundBudgetTest {

    private static final int TOTAL = 3000;

    private final EngineCounters counters = new EngineCounters();
    private final OutboundBudget budget = new OutboundBudget(TOTAL, counters);
    private final Steps largest = Steps.polling(budget);
    private final Steps second = Steps.webSocket(budget);
    private final Steps third = Steps.polling(budget);
    private final Steps smallest = Steps.webSocket(budget);
    private final List<Steps> all = List.of(largest, second, third, smallest);

    OutboundBudgetTest() {
        budget.govern(all.stream().map(Steps::engineLoop).toList());
    }

    private static String bytes(int number) {
        return "x".repeat(number - 1);
    }

    private void settle() {
        for (int hop = 0; hop < 4; hop++) {
            all.forEach(Steps::settle);
        }
    }

    @Test
    void aboveTheTotalTheLargestQueueIsClosedAndTheOthersStay() {
        second.socket().stopsReading();
        second.send("in the socket");
        largest.send(bytes(950));
        second.send(bytes(900));
        third.send(bytes(800));
        settle();
        assertThat(all).allMatch(steps -> steps.session().isOpen());
        assertThat(counters.outboundBytes()).isEqualTo(2650);

        smallest.socket().stopsReading();
        smallest.send("in the socket");
        smallest.send(bytes(400));
        settle();

        assertThat(largest.received()).containsExactly("closed: OUTBOUND_TOTAL_FULL");
        assertThat(second.received()).isEmpty();
        assertThat(third.received()).isEmpty();
        assertThat(smallest.received()).isEmpty();
        assertThat(counters.outboundBytes()).isEqualTo(2100);
    }

    @Test
    void aPacketThatWaitsForManyClientsCountsOnce() {
        Outbound event = Outbound.message(Steps.bytes(bytes(900)), List.of());
        second.socket().stopsReading();
        second.send("in the socket");
        List.of(largest, second, third).forEach(steps -> steps.send(event));
        largest.send(bytes(90));
        settle();

        assertThat(counters.outboundBytes()).isEqualTo(899 + 90);
        assertThat(all).allMatch(steps -> steps.session().isOpen());
    }

    @Test
    void clientsThatReadAgainFreeTheirBytes() {
        second.socket().stopsReading();
        second.send("in the socket");
        second.send("queued");
        second.sendLatest("count", "1");
        second.sendLatest("count", "12");
        largest.send("queued");
        assertThat(counters.outboundBytes()).isEqualTo(7 + 7 + 3);

        second.socket().readsAgain();
        assertThat(largest.got()).isEqualTo("4queued");

        assertThat(counters.outboundBytes()).isZero();
    }

    @Test
    void packetsOfWhichManyQueuesHoldACopyAreFreedByClosingAsManyAsNeeded() {
        for (int i = 0; i < 4; i++) {
            Outbound shared = Outbound.latest(Steps.bytes(bytes(1000)), List.of(), "key " + i);
            largest.send(shared);
            third.send(shared);
        }
        settle();

        assertThat(largest.received()).containsExactly("closed: OUTBOUND_TOTAL_FULL");
        assertThat(third.received()).containsExactly("closed: OUTBOUND_TOTAL_FULL");
        assertThat(counters.outboundBytes()).isZero();
    }
}
