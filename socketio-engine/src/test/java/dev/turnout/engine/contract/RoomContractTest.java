package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.bytes;
import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import dev.turnout.engine.Session;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said to a room reaches its members, each once, and nobody else. */
class RoomContractTest extends ContractTest {

    @EachClient
    void everyMemberReceivesEverythingOnceInOrder(ClientKind kind) {
        List<RealClient> members = connectAll(Stream.generate(() -> kind).limit(3));
        fixture.app().opened().forEach(session -> session.join("auction-1"));
        RealClient stranger = fixture.connect(kind);

        FanOut cost = emitNumbers(fixture.room("auction-1"), 20);

        members.forEach(member -> member.receivesNumbers("tick", 20));
        assertThat(cost.sessions()).isEqualTo(3);
        assertThat(cost.busyNanos()).isPositive();
        assertThat(stranger.emitWithAck("ask", number(1))).hasSize(1);
        assertThat(stranger.events("tick")).isEmpty();
        assertThat(fixture.engine().stats().eventsSent()).isGreaterThanOrEqualTo(60);
    }

    /** All in one room, and many rooms in which the two revisions meet while they poll. */
    @Test
    void clientsOfEveryKindShareRooms() {
        int rooms = 12;
        fixture.app()
                .admitting(handshake -> Admission.accept(handshake.query().get("slug")))
                .welcoming(session -> session.join(String.valueOf(session.attachment())));
        Stream<RealClient> everyKind = ClientKind.all().map(kind -> openFor("auction-0", kind));
        Stream<RealClient> pairs = IntStream.range(1, rooms)
                .boxed()
                .flatMap(room -> Stream.of(Library.SIO_2_5, Library.SIO_4_8)
                        .map(library -> openFor("auction-" + room, new ClientKind(library, Mode.POLLING))));
        List<RealClient> members = connected(Stream.concat(everyKind, pairs).toList());

        int reached = IntStream.range(0, rooms)
                .map(room -> emitNumbers(fixture.room("auction-" + room), 5).sessions())
                .sum();

        members.forEach(member -> member.receivesNumbers("tick", 5));
        assertThat(reached).isEqualTo(members.size());
    }

    @Test
    void bytesReachEveryMember() {
        fixture.app().welcoming(session -> session.join("auction-1"));
        List<RealClient> members = connectAll(ClientKind.all());

        fixture.room("auction-1").emit(Event.of("picture", bytes(1, 2, 0xff)));

        members.forEach(member -> member.receives("picture", bytes(1, 2, 0xff)));
    }

    @EachClient(Selection.ONE_OF_EACH)
    void sessionsThatJoinedBeforeAnEventReceiveIt(ClientKind kind) {
        RealClient client = fixture.connect(kind);
        Session session = fixture.app().onlySession();

        for (int i = 0; i < 50; i++) {
            session.join("auction-" + i);
            fixture.room("auction-" + i).emit(Event.of("tick", number(i)));
        }

        client.receivesNumbers("tick", 50);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aSessionThatLeftTheRoomReceivesNoMore(ClientKind kind) {
        RealClient client = fixture.connect(kind);
        Session session = fixture.app().onlySession();
        session.join("auction-1");
        session.join("auction-2");
        session.join("auction-2");
        eventually(() -> assertThat(
                        get(fixture.room("auction-2").emit(Event.of("knock"))).sessions())
                .isEqualTo(1));

        session.leave("auction-1");
        session.leave("never-joined");

        eventually(() ->
                assertThat(emitNumbers(fixture.room("auction-1"), 1).sessions()).isZero());
        assertThat(emitNumbers(fixture.room("auction-2"), 1).sessions()).isEqualTo(1);
        client.receivesNumbers("tick", 1);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aClosedSessionIsNoMember(ClientKind kind) {
        RealClient client = fixture.connect(kind);
        Session session = fixture.app().onlySession();
        session.join("auction-1");

        client.disconnect();
        fixture.app().onlyCloseReason();
        session.join("auction-1");
        session.emit(Event.of("too late"));
        session.disconnect();
        session.closeConnection();

        assertThat(emitNumbers(fixture.room("auction-1"), 1))
                .satisfies(cost -> assertThat(cost.sessions()).isZero());
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theLastValueReachesEveryMember(ClientKind kind) {
        fixture.app().welcoming(session -> session.join("auction-1"));
        List<RealClient> members = connectAll(Stream.generate(() -> kind).limit(3));

        IntStream.range(0, 500).forEach(i -> fixture.room("auction-1").emitLatest(Event.of("count", number(i))));

        members.forEach(member -> {
            member.receives("count", number(499));
            assertThat(member.events("count").stream().map(args -> args.get(0).asInt()))
                    .isSorted()
                    .doesNotHaveDuplicates();
        });
    }

    @EachClient(Selection.ONE_OF_EACH)
    void aRoomIsDisconnected(ClientKind kind) {
        fixture.app().welcoming(session -> session.join("auction-1"));
        List<RealClient> members = connectAll(Stream.generate(() -> kind).limit(2));

        FanOut told = get(fixture.room("auction-1").disconnect());

        assertThat(told.sessions()).isEqualTo(2);
        members.forEach(member -> assertThat(member.disconnectReason()).isEqualTo("io server disconnect"));
        eventually(() -> assertThat(fixture.app().closed())
                .hasSize(2)
                .allSatisfy(closed -> assertThat(closed.reason()).isEqualTo(CloseReason.SERVER_NAMESPACE_DISCONNECT)));
    }

    @Test
    void anEmptyRoomCostsNothing() {
        assertThat(get(fixture.room("nobody").emit(Event.of("tick"))).sessions())
                .isZero();
        assertThat(get(fixture.room("nobody").emitLatest(Event.of("tick"))).sessions())
                .isZero();
        assertThat(get(fixture.room("nobody").disconnect()).sessions()).isZero();
        assertThat(fixture.room("nobody").name()).isEqualTo("nobody");
    }

    private RealClient openFor(String slug, ClientKind kind) {
        return fixture.open(kind, fixture.target().query("slug", slug));
    }

    private List<RealClient> connectAll(Stream<ClientKind> kinds) {
        return connected(kinds.map(kind -> fixture.open(kind, fixture.target())).toList());
    }

    private List<RealClient> connected(List<RealClient> clients) {
        clients.forEach(RealClient::connected);
        eventually(() -> assertThat(fixture.app().opened()).hasSize(clients.size()));
        return clients;
    }

    private static FanOut emitNumbers(Room room, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> room.emit(Event.of("tick", number(i))))
                .map(RoomContractTest::get)
                .reduce((earlier, later) -> later)
                .orElse(FanOut.NONE);
    }

    private static FanOut get(CompletionStage<FanOut> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
