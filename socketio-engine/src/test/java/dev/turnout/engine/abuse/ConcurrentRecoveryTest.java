package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.socketio.Inspection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Connection state recovery while several threads publish and clients come and go on all loops. */
class ConcurrentRecoveryTest {

    private static final int CLIENTS = 12;
    private static final int PUBLISHERS = 3;
    private static final int PUBLISHED = 150;
    private static final int PATIENCE = 8;
    private static final int ROUNDS = 60;

    private AbusedEngine engine;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> {
            knobs.eventLoops = 4;
            knobs.recovery = Duration.ofSeconds(30);
        });
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        engine.closeKeepingLost();
    }

    @RepeatedTest(3)
    void everyoneHearsAllThatWasSaidInOrderOnce(RepetitionInfo repetition) throws Exception {
        List<ReturningClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new ReturningClient(engine, repetition.getCurrentRepetition() * 100L + i));
        }
        Inspection.settle(engine.engine);
        List<Future<?>> running = new ArrayList<>();
        for (ReturningClient client : clients) {
            running.add(threads.submit(() -> {
                client.hear(PUBLISHERS * PUBLISHED, PATIENCE);
                return null;
            }));
        }
        for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
            String name = "p" + publisher;
            running.add(threads.submit(() -> publish(name)));
        }
        for (Future<?> each : running) {
            each.get();
        }
        List<String> order = clients.get(0).events();
        for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
            String start = "42[\"p" + publisher + "\",";
            assertThat(order.stream().filter(event -> event.startsWith(start)))
                    .as("each publisher's own order")
                    .containsExactlyElementsOf(IntStream.range(0, PUBLISHED)
                            .mapToObj(i -> start + i)
                            .toList());
        }
        for (ReturningClient client : clients) {
            assertThat(client.ids())
                    .as("always the same session")
                    .containsOnly(client.ids().get(0));
            assertThat(client.events()).as("the same for all").isEqualTo(order);
        }
        assertThat(engine.stats().recovered()).isGreaterThan(CLIENTS);
    }

    private void publish(String name) {
        for (int i = 0; i < PUBLISHED; i++) {
            engine.room()
                    .emit(Event.of(name, IntNode.valueOf(i)))
                    .toCompletableFuture()
                    .join();
        }
    }

    @Test
    void whoseLineBreaksWhileItsSuccessorAsksGoesOnAllTheSame() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            RawWebSocket first = engine.webSocket().send("40");
            String connected = first.text();
            RawWebSocket second = engine.webSocket();
            byte[] back = RawWebSocket.frame(
                    true, RawWebSocket.TEXT, Bytes.ascii("40{\"pid\":\"" + field("pid", connected) + "\"}"));
            if (i % 2 == 0) {
                first.connection().reset();
                second.connection().send(back);
            } else {
                second.connection().send(back);
                first.connection().reset();
            }
            assertThat(field("sid", second.text())).isEqualTo(field("sid", connected));
            second.close();
        }
        assertThat(engine.stats().recovered()).isEqualTo(ROUNDS);
    }

    @Test
    void ofTwoRecoveriesAtOnceExactlyOneSucceeds() throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            RawWebSocket first = engine.webSocket().send("40");
            String connected = first.text();
            String id = field("sid", connected);
            if (i % 2 == 0) {
                first.close(); // else it is half open
            }
            String back = "40{\"pid\":\"" + field("pid", connected) + "\"}";
            RawWebSocket left = engine.webSocket();
            RawWebSocket right = engine.webSocket();
            left.send(back);
            right.send(back);
            List<String> answers = List.of(field("sid", left.text()), field("sid", right.text()));
            assertThat(answers).contains(id);
            Inspection.settle(engine.engine);

            long replaced = answers.get(0).equals(answers.get(1)) ? 1 : 0;
            eventually(
                    "one of them is left as the session",
                    () -> engine.handler.open.size() == 2 - replaced && engine.handler.open.containsKey(id));
            left.close();
            right.close();
            eventually("both are gone", () -> engine.handler.open.isEmpty());
        }
        assertThat(engine.stats().closed(CloseReason.PARSE_ERROR)).isZero();
    }

    private static String field(String name, String connected) {
        return connected.replaceFirst(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }
}
