package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Admission;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.time.Duration;
import java.util.stream.IntStream;

/** A client that lost its connection continues its session and receives what it missed (socket.io 4.6 and later). */
class RecoveryContractTest extends ContractTest {

    private RealClient watcherBy(TcpProxy proxy, ClientKind kind) {
        return fixture.open(kind, Target.of(proxy.port(), EngineFixture.PATH).reconnecting())
                .connected();
    }

    private TcpProxy recoverableProxy() {
        fixture.withPings(Duration.ofMillis(600), Duration.ofMillis(400)).withRecovery(Duration.ofMinutes(2));
        fixture.app().admitting(handshake -> Admission.accept(null, "auction-1"));
        return fixture.proxy();
    }

    private void tick(int from, int to) {
        IntStream.range(from, to).forEach(i -> fixture.room("auction-1").emit(Event.of("tick", number(i))));
    }

    private void loseAndComeBack(TcpProxy proxy, Runnable meanwhile) {
        proxy.cut();
        eventually(() -> assertThat(fixture.app().closed()).isNotEmpty());
        meanwhile.run();
        proxy.restore();
    }

    /** On a machine that is slow to answer pings a connection may be lost more than once. */
    private long recovered() {
        return fixture.app().handshakes().stream().filter(Handshake::recovery).count();
    }

    private static void heardOnce(RealClient client, int count) {
        eventually(() -> assertThat(client.events("tick")).hasSizeGreaterThanOrEqualTo(count));
        assertThat(client.events("tick").stream().map(args -> args.get(0).asInt()))
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @EachClient(Selection.RECOVERING)
    void missedEventsAreReceivedOnceAndInOrder(ClientKind kind) {
        TcpProxy proxy = recoverableProxy();
        RealClient client = watcherBy(proxy, kind);
        tick(0, 5);
        heardOnce(client, 5);

        loseAndComeBack(proxy, () -> tick(5, 10));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isTrue();
        tick(10, 15);
        heardOnce(client, 15);
        Session continued = fixture.app().opened().get(1);
        assertThat(fixture.app().handshakes().get(1).recovery()).isTrue();
        assertThat(continued.id()).isEqualTo(client.id());
        eventually(() -> assertThat(fixture.engine().stats().recovered()).isEqualTo(recovered()));
    }

    @EachClient(Selection.RECOVERING)
    void aClientThatHadReceivedNothingMissesNothing(ClientKind kind) {
        TcpProxy proxy = recoverableProxy();
        RealClient client = watcherBy(proxy, kind);

        loseAndComeBack(proxy, () -> tick(0, 5));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isTrue();
        heardOnce(client, 5);
    }

    @EachClient(Selection.RECOVERING)
    void valuesOfWhichOnlyTheNewestMattersAreNotRepeated(ClientKind kind) {
        TcpProxy proxy = recoverableProxy();
        RealClient client = watcherBy(proxy, kind);

        loseAndComeBack(proxy, () -> fixture.room("auction-1").emitLatest(Event.of("count", number(7))));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isTrue();
        fixture.room("auction-1").emitLatest(Event.of("count", number(8)));
        client.receives("count", number(8));
        assertThat(client.events("count")).hasSize(1);
    }

    @EachClient(Selection.RECOVERING)
    void aClientThatMissedMoreThanItsQueueHoldsGetsANewSession(ClientKind kind) {
        fixture.withLimits(EngineFixture.WIDE.withOutboundQueueBytes(64 * 1024).withRecoveryBytes(1024 * 1024));
        TcpProxy proxy = recoverableProxy();
        RealClient client = watcherBy(proxy, kind);
        String large = "x".repeat(20 * 1024);

        loseAndComeBack(
                proxy,
                () -> IntStream.range(0, 4)
                        .forEach(i -> fixture.room("auction-1").emit(Event.of("large", Json.text(large)))));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isFalse();
        tick(0, 1);
        heardOnce(client, 1);
        assertThat(client.events("large")).isEmpty();
    }
}
