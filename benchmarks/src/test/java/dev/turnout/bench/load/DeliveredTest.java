package dev.turnout.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveredTest {

    /** Two processes with three sessions together; the first one published. */
    private static final String PUBLISHER = """
            {"receivers":2,"received":4,"doubled":1,"late":0,"stale":0,"shortest":230,"longest":230,
             "answers":2,"refusals":1,"events":[[1000000,3000000,2],[5000000,9000000,2]]}""";

    private static final String COLLECTOR = """
            {"receivers":1,"received":1,"doubled":0,"late":2,"stale":0,"shortest":231,"longest":231,
             "answers":0,"refusals":0,"events":[[0,4500000,1],[0,0,0]]}""";

    @Test
    void partsOfSeveralProcessesMakeOneWhole() throws JsonProcessingException {
        Delivered whole = Delivered.merge(List.of(read(PUBLISHER), read(COLLECTOR)));

        assertThat(whole.receivers()).isEqualTo(3);
        assertThat(whole.received()).isEqualTo(5);
        assertThat(whole.lost()).isEqualTo(1);
        assertThat(whole.doubled()).isEqualTo(1);
        assertThat(whole.late()).isEqualTo(2);
        assertThat(whole.shortest()).isEqualTo(230);
        assertThat(whole.longest()).isEqualTo(231);
        assertThat(whole.refusals()).isEqualTo(1);
    }

    @Test
    void latencyCountsUntilTheLastSessionOfAllProcessesAndOnlyForCompleteEvents() throws JsonProcessingException {
        Delivered whole = Delivered.merge(List.of(read(PUBLISHER), read(COLLECTOR)));

        assertThat(whole.millisToLast()).containsExactly(3.5);
    }

    @Test
    void aProcessThatReceivedNothingDoesNotMakeMessagesShort() throws JsonProcessingException {
        Delivered nothing =
                new Delivered(1, 0, 0, 0, 0, 0, 0, 0, 0, read(COLLECTOR).events());

        assertThat(Delivered.merge(List.of(read(PUBLISHER), nothing)).shortest())
                .isEqualTo(230);
    }

    private static Delivered read(String json) throws JsonProcessingException {
        return new ObjectMapper().readValue(json, Delivered.class);
    }
}
