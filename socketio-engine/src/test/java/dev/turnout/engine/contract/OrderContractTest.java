package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import java.util.List;
import java.util.stream.IntStream;

/** Nothing is lost, doubled or out of order. */
class OrderContractTest extends ContractTest {

    @EachClient(Selection.ONE_OF_EACH)
    void aBurstOfTheServerArrivesInOrder(ClientKind kind) {
        RealClient client = fixture.connectAndUpgrade(kind);

        emitNumbers(fixture.app().onlySession(), 200);

        client.receivesNumbers("tick", 200);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aBurstOfTheClientArrivesInOrder(ClientKind kind) {
        RealClient client = fixture.connectAndUpgrade(kind);

        client.burst("ask", 200, false);

        client.receivesBurstAcks(200);
        assertThat(fixture.app().received("ask")).isEqualTo(numbers(200));
    }

    @EachClient(Selection.UPGRADING)
    void nothingIsLostAroundTheUpgrade(ClientKind kind) {
        int rounds = 4;
        int each = 80;
        fixture.app().welcoming(session -> emitNumbers(session, each));
        List<RealClient> clients = IntStream.range(0, rounds)
                .mapToObj(round -> fixture.open(kind, fixture.target()))
                .toList();

        clients.forEach(client -> client.burst("ask", each, true));

        for (RealClient client : clients) {
            client.receivesBurstAcks(each);
            client.receivesNumbers("tick", each);
            client.upgraded();
        }
        assertThat(fixture.app().received("ask")).hasSize(rounds * each);
    }

    @EachClient(Selection.UPGRADING)
    void anUpgradeChangesTheTransport(ClientKind kind) {
        RealClient client = fixture.connect(kind);
        Session session = fixture.app().onlySession();

        client.upgraded();

        eventually(() -> assertThat(session.transport()).isEqualTo(Transport.WEBSOCKET));
        eventually(() ->
                assertThat(fixture.engine().stats().live(Transport.WEBSOCKET)).isEqualTo(1));
        assertThat(fixture.engine().stats().live(Transport.POLLING)).isZero();
        assertThat(client.emitWithAck("ask", number(1))).containsExactly(number(1));
    }

    private static void emitNumbers(Session session, int count) {
        IntStream.range(0, count).forEach(i -> session.emit(Event.of("tick", number(i))));
    }

    private static List<List<JsonNode>> numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> List.<JsonNode>of(number(i)))
                .toList();
    }
}
