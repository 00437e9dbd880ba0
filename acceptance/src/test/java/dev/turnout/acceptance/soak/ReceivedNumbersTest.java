package dev.turnout.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceivedNumbersTest {

    private final PublishedNumbers published = new PublishedNumbers();

    private void publish(int events) {
        for (int i = 0; i < events; i++) {
            published.answered(published.begin(true));
        }
    }

    @Test
    void eventsInOrderAreRight() {
        publish(2);
        ReceivedNumbers received = new ReceivedNumbers(published);
        publish(2);
        assertThat(received.missing()).contains("event 2 after -1");
        assertThat(received.receive(2)).isEmpty();
        assertThat(received.receive(3)).isEmpty();
        assertThat(received.missing()).isEmpty();
    }

    @Test
    void anEventOfBeforeTheJoiningMayArrive() {
        publish(2);
        ReceivedNumbers received = new ReceivedNumbers(published);
        assertThat(received.receive(1)).isEmpty();
        publish(1);
        assertThat(received.receive(2)).isEmpty();
    }

    @Test
    void aRepetitionAndAGapAreMistakes() {
        ReceivedNumbers received = new ReceivedNumbers(published);
        publish(4);
        assertThat(received.receive(0)).isEmpty();
        assertThat(received.receive(0)).contains("event 0 arrived after 0");
        assertThat(received.receive(2)).contains("event 1 is missing before 2");
        assertThat(received.receive(1)).contains("event 1 arrived after 2");
    }

    @Test
    void anEventWithoutAnAnswerMayBeMissing() {
        ReceivedNumbers received = new ReceivedNumbers(published);
        publish(1);
        published.begin(true);
        publish(1);
        assertThat(received.receive(0)).isEmpty();
        assertThat(received.receive(2)).isEmpty();
        assertThat(received.missing()).isEmpty();
    }

    @Test
    void anEventWithoutOrderMayArriveLateOrNotAtAllButNotTwice() {
        ReceivedNumbers received = new ReceivedNumbers(published);
        publish(1);
        published.answered(published.begin(false));
        published.answered(published.begin(false));
        publish(1);
        assertThat(received.receive(0)).isEmpty();
        assertThat(received.receive(3)).isEmpty();
        assertThat(received.missing()).isEmpty();
        assertThat(received.receive(1)).isEmpty();
        assertThat(received.receive(1)).contains("event 1 arrived again");
    }
}
