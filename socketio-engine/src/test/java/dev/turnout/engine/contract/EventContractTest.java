package dev.turnout.engine.contract;

import static dev.turnout.engine.contract.Json.args;
import static dev.turnout.engine.contract.Json.bytes;
import static dev.turnout.engine.contract.Json.json;
import static dev.turnout.engine.contract.Json.number;
import static dev.turnout.engine.contract.Json.text;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Event;
import dev.turnout.engine.contract.EachClient.Selection;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** What is said arrives as it was said. */
class EventContractTest extends ContractTest {

    /** Arguments that have been mistaken, cut or mangled by somebody. */
    private static List<JsonNode[]> arguments() {
        JsonNode packetsInText = text("42[\"x\"]\u001e40{},/a,5-[\u2028");
        return List.of(
                args("[]"),
                args("[null]"),
                args("[0, -1, 1.5, 9007199254740992, 1e21, true, false]"),
                args("['', 'Zoë', '日本語', '👩‍👩‍👧 🎉', 'a\\\\b\\'c\\n\\t\\u0000']".replace("\\'", "\\\"")),
                args("[{'a':{'b':[1,[2,[3,{}]]]},'ü':null}, [], {}]"),
                new JsonNode[] {packetsInText},
                new JsonNode[] {text("x".repeat(20_000))});
    }

    @EachClient
    void eventsArriveAsTheyWereSent(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        for (JsonNode[] args : arguments()) {
            client.emit("echo", args);
            client.receives("echo-back", args);
        }

        List<List<JsonNode>> sent = arguments().stream().map(List::of).toList();
        assertThat(fixture.app().received("echo")).isEqualTo(sent);
        assertThat(client.events("echo-back")).isEqualTo(sent);
    }

    @EachClient(Selection.ONE_OF_EACH)
    void eventNamesMayBeAnything(ClientKind kind) {
        List<String> names = List.of("a", "ü 🎉", "*", "with space", "[\"x\"]", "message", "0");
        names.forEach(name ->
                fixture.app().on(name, (session, args, ack) -> session.emit(new Event("re: " + name, args))));
        RealClient client = fixture.connect(kind);

        names.forEach(name -> client.emit(name, number(1)));

        names.forEach(name -> client.receives("re: " + name, number(1)));
    }

    @EachClient
    void theServerAcknowledges(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        for (JsonNode[] args : arguments()) {
            assertThat(client.emitWithAck("ask", args)).isEqualTo(List.of(args));
        }
    }

    @EachClient(Selection.ONE_OF_EACH)
    void anAcknowledgementMayCarryNothingAndComeLate(ClientKind kind) {
        fixture.app()
                .on(
                        "later",
                        (session, args, ack) -> new Thread(() -> {
                                    ack.reply();
                                    ack.reply(number(2));
                                })
                                .start());
        RealClient client = fixture.connect(kind);

        assertThat(client.emitWithAck("later")).isEmpty();
        assertThat(client.emitWithAck("ask", number(3)))
                .as("the second reply did nothing")
                .containsExactly(number(3));
    }

    @EachClient
    void theClientAcknowledges(ClientKind kind) {
        List<List<JsonNode>> answers = new CopyOnWriteArrayList<>();
        fixture.connect(kind);

        for (JsonNode[] args : arguments()) {
            fixture.app().onlySession().emit(Event.of("please-ack", args), answers::add);
        }

        eventually(() ->
                assertThat(answers).isEqualTo(arguments().stream().map(List::of).toList()));
    }

    @EachClient(Selection.ONE_OF_EACH)
    void anEventThatWantsNoAnswerGetsNone(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        client.emit("ask", number(1));
        assertThat(client.emitWithAck("ask", number(2))).containsExactly(number(2));

        assertThat(fixture.app().received("ask")).containsExactly(List.of(number(1)), List.of(number(2)));
    }

    @EachClient
    void bytesTravelBothWays(ClientKind kind) {
        JsonNode[] binary = {
            text("a"),
            bytes(0, 1, 4, 0x1e, 0xff, 0x80),
            JsonNodeFactory.instance.objectNode().set("deep", bytes(7)),
            JsonNodeFactory.instance.binaryNode(new byte[5000])
        };
        RealClient client = fixture.connect(kind);

        client.emit("echo", binary);

        client.receives("echo-back", binary);
        assertThat(client.emitWithAck("ask", binary)).isEqualTo(List.of(binary));
    }

    @EachClient(Selection.ONE_OF_EACH)
    void theLastValueAlwaysArrives(ClientKind kind) {
        RealClient client = fixture.connect(kind);

        for (int i = 0; i < 500; i++) {
            fixture.app().onlySession().emitLatest(Event.of("count", number(i)));
        }

        client.receives("count", number(499));
        Stream<Integer> counts =
                client.events("count").stream().map(args -> args.get(0).asInt());
        assertThat(counts).isSorted().doesNotHaveDuplicates();
    }

    @EachClient
    void eventsEmittedWhileOpeningFollowTheConnect(ClientKind kind) {
        fixture.app().welcoming(session -> {
            session.emit(Event.of("welcome", number(0)));
            session.emitLatest(Event.of("count", json("7")));
            session.emit(Event.of("welcome", number(1)));
        });

        RealClient client = fixture.connect(kind);

        client.receivesNumbers("welcome", 2);
        client.receives("count", number(7));
    }
}
