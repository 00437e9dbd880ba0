package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.model.AuctionId;
import dev.turnout.model.ViewerSketch;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.Hashes;
import dev.turnout.socket.audience.ListedViewer;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.audience.RoomDetail.Listed;
import dev.turnout.socket.audience.UniqueViewers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeCodecTest {

    private static final AuctionId ROOM = new AuctionId("a");

    @Test
    void everyMessageIsReadAsItWasWritten() {
        Map<AuctionId, Map<Long, ViewerState>> states = Map.of(
                ROOM,
                Map.of(1L, ViewerState.HERE, Long.MIN_VALUE, ViewerState.ELSEWHERE, -7L, ViewerState.GONE),
                new AuctionId("empty"),
                Map.of());
        List<NodeMessage> messages = List.of(
                new NodeMessage.Viewers("n", "m", true, states),
                new NodeMessage.Viewers("n", "m", false, Map.of()),
                new NodeMessage.ViewersCheck("n", "m", -3),
                new NodeMessage.ViewersRequest("n", "m"),
                new NodeMessage.ViewersCounted("n", "m", states),
                new NodeMessage.Removed("n", "m", 4, 2),
                new NodeMessage.EventDelivered("n", "m", 1L << 40, 2),
                new NodeMessage.BlocksRequest("n", "m"),
                new NodeMessage.Blocks("n", "m", List.of(new BlockedViewer(ROOM, "Zo\u00eb \"7\"", 60_000)), false),
                new NodeMessage.Blocks("n", "m", List.of(), true),
                new NodeMessage.OutboxAnswer(
                        "n", "m", 5, JsonNodeFactory.instance.objectNode().put("waiting", 3)),
                new NodeMessage.MinuteParts(
                        "n",
                        "m",
                        60_000,
                        List.of(
                                new MinutePart(
                                        ROOM,
                                        3,
                                        new ViewerSketch().encode(),
                                        Map.of("30", 1),
                                        Map.of("lot", 2),
                                        Map.of("CH", 3)),
                                new MinutePart(ROOM, 0, null, null, null, null))));
        for (NodeMessage message : messages) {
            assertThat(NodeCodec.decode(NodeCodec.encode(message))).contains(message);
        }
    }

    @Test
    void detailsAreReadAsTheyWereWritten() {
        for (int viewers : new int[] {0, 3, 3_000}) {
            UniqueViewers unique = new UniqueViewers();
            for (int i = 0; i < viewers; i++) {
                unique.add(Hashes.mix(i));
            }
            RoomDetail detail = new RoomDetail(
                    9,
                    unique,
                    Map.of("lot", 2),
                    Map.of("CH", 2),
                    List.of(new Listed(-5, new ListedViewer("Ann", null, "lot", 77))));
            NodeMessage message = new NodeMessage.Details("n", "m", 5, Map.of(ROOM, detail), true);
            NodeMessage.Details read = (NodeMessage.Details)
                    NodeCodec.decode(NodeCodec.encode(message)).orElseThrow();
            RoomDetail same = Objects.requireNonNull(read.rooms().get(ROOM));
            assertThat(same.peak()).isEqualTo(9);
            assertThat(same.sections()).isEqualTo(detail.sections());
            assertThat(same.countries()).isEqualTo(detail.countries());
            assertThat(same.viewers()).isEqualTo(detail.viewers());
            assertThat(same.unique().sketch()).isEqualTo(unique.sketch());
            assertThat(read.last()).isTrue();
            assertThat(read.number()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"v\":2,\"from\":\"n\",\"to\":\"m\",\"type\":\"request\"}",
                "{\"v\":1,\"from\":\"n\",\"type\":\"request\"}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"later\"}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"viewers\",\"rooms\":{\"a\":{\"here\":\"AAAA\"}}}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"viewers\",\"rooms\":{\"a\":{\"here\":\"?\"}}}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"details\",\"number\":1,\"rooms\":{\"a\":{\"peak\":1,"
                        + "\"sketch\":\"AAAA\"}}}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"blocks\",\"viewers\":[{\"auction\":\"a\",\"viewer\":\"v\"}]}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"minutes\",\"start\":1,\"parts\":[{\"auction\":\"\"}]}",
                "{\"v\":1,\"from\":\"n\",\"to\":\"m\",\"type\":\"minutes\",\"start\":1,\"parts\":[{\"auction\":\"a\","
                        + "\"unique\":1,\"sketch\":\"AAAA\"}]}"
            })
    void whatCannotBeReadIsNothing(String text) {
        assertThat(NodeCodec.decode(text)).isEmpty();
    }
}
