package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.delivery.OutboxCommands.Command;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CensusCodecTest {

    private static final Map<AuctionId, Integer> COUNTS = Map.of(new AuctionId("a"), 3, new AuctionId("b"), 0);

    @Test
    void everyMessageIsReadAsItWasWritten() {
        List<CensusMessage> messages = List.of(
                new CensusMessage.Delta("n", 7, COUNTS),
                new CensusMessage.Beat("n", 7, -3, Long.MIN_VALUE),
                new CensusMessage.Beat("n", 7, -3, 5, 1_700_000_000_000L, "cluster-m", ""),
                new CensusMessage.Beat("n", 7, -3, 5, 0, "", "COUNT_BY=viewers"),
                new CensusMessage.FullState("n", 7, COUNTS),
                new CensusMessage.StateRequest("n", "m"),
                new CensusMessage.Delivered("n", "m", 5, 100),
                new CensusMessage.Recovered("n", "session"),
                new CensusMessage.ExternalReport("n", new AuctionId("a"), "cdn"),
                new CensusMessage.ExternalAges("n", Map.of(new AuctionId("a"), Map.of("cdn", 40_000L, "app", 0L))),
                new CensusMessage.DetailRequest("n", 3, Set.of(new AuctionId("a"))),
                new CensusMessage.OutboxRequest("n", 7, Command.RETRY),
                new CensusMessage.RemovalRequest("n", 4, new AuctionId("a"), "ann", 60_000),
                new CensusMessage.Leave("n"));
        for (CensusMessage message : messages) {
            assertThat(CensusCodec.decode(CensusCodec.encode(message))).contains(message);
        }
    }

    @Test
    void fieldsOfLaterVersionsAreIgnored() {
        String text = "{\"v\":1,\"from\":\"n\",\"type\":\"leave\",\"reason\":{\"new\":[1,2]}}";
        assertThat(CensusCodec.decode(text)).contains(new CensusMessage.Leave("n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"v\":2,\"from\":\"n\",\"type\":\"leave\"}",
                "{\"v\":1,\"from\":\"n\",\"type\":\"later\"}",
                "{\"v\":1,\"type\":\"leave\"}",
                "{\"v\":1,\"from\":\"n\",\"type\":\"beat\",\"seq\":1,\"digest\":\"x\",\"sentAt\":1}",
                "{\"v\":1,\"from\":\"n\",\"type\":\"delta\",\"seq\":1,\"counts\":{\"a\":-1}}",
                "{\"v\":1,\"from\":\"n\",\"type\":\"delta\",\"seq\":1,\"counts\":{\"a b\":1}}",
                "{\"v\":1,\"from\":\"n\",\"type\":\"state\",\"seq\":1,\"counts\":{\"a\":1.5}}"
            })
    void whatCannotBeReadIsNothing(String text) {
        assertThat(CensusCodec.decode(text)).isEmpty();
    }
}
