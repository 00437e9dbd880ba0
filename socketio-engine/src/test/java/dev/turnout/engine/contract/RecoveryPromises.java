package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.contract.EachClient.Those;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.time.Duration;
import java.util.stream.IntStream;

/** A client that lost its line comes back as who it was, and hears what it missed (socket.io 4.6 and later). */
interface RecoveryPromises extends OnStage {

    private RealClient watcherBy(TcpProxy line, ClientKind kind) {
        return stage().open(kind, Target.of(line.port(), Stage.PATH).reconnecting())
                .connected();
    }

    private TcpProxy recoverableLine() {
        stage().withPings(Duration.ofMillis(600), Duration.ofMillis(400)).withRecovery(Duration.ofMinutes(2));
        stage().app().welcoming(session -> session.join("auction-1"));
        return stage().line();
    }

    private void tick(int from, int to) {
        IntStream.range(from, to).forEach(i -> stage().room("auction-1").emit(Event.of("tick", number(i))));
    }

    private void loseAndComeBack(TcpProxy line, Runnable meanwhile) {
        line.cut();
        eventually(() -> assertThat(stage().app().closed()).isNotEmpty());
        meanwhile.run();
        line.restore();
    }

    /** On a machine that is slow to answer pings a line may be lost more than once. */
    private long recovered() {
        return stage().app().opened().stream().filter(Session::recovered).count();
    }

    private static void heardOnce(RealClient client, int count) {
        eventually(() -> assertThat(client.events("tick")).hasSizeGreaterThanOrEqualTo(count));
        assertThat(client.events("tick").stream().map(args -> args.get(0).asInt()))
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @EachClient(Those.RECOVERING)
    default void whatWasMissedIsHeardOnceAndInOrder(ClientKind kind) {
        TcpProxy line = recoverableLine();
        RealClient client = watcherBy(line, kind);
        tick(0, 5);
        heardOnce(client, 5);

        loseAndComeBack(line, () -> tick(5, 10));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isTrue();
        tick(10, 15);
        heardOnce(client, 15);
        Session continued = stage().app().opened().get(1);
        assertThat(continued.recovered()).isTrue();
        assertThat(continued.id()).isEqualTo(client.id());
        eventually(() -> assertThat(stage().engine().stats().recovered()).isEqualTo(recovered()));
    }

    @EachClient(Those.RECOVERING)
    default void whoHadHeardNothingYetMissesNothingEither(ClientKind kind) {
        TcpProxy line = recoverableLine();
        RealClient client = watcherBy(line, kind);

        loseAndComeBack(line, () -> tick(0, 5));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isTrue();
        heardOnce(client, 5);
    }

    @EachClient(Those.RECOVERING)
    default void whatIsOnlyWorthItsNewestValueIsNotRepeated(ClientKind kind) {
        TcpProxy line = recoverableLine();
        RealClient client = watcherBy(line, kind);

        loseAndComeBack(line, () -> stage().room("auction-1").emitLatest(Event.of("count", number(7))));

        assertThat(client.reconnectedAndRecovered()).as("recovered").isTrue();
        stage().room("auction-1").emitLatest(Event.of("count", number(8)));
        client.receives("count", number(8));
        assertThat(client.events("count")).hasSize(1);
    }
}
