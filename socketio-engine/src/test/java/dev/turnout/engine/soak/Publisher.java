package dev.turnout.engine.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Publishes to all rooms in bursts. One thread at a time. */
final class Publisher implements Runnable {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_BURST = 4;
    private static final int BIG = 16 * 1024;
    private static final int BIG_ONE_IN = 100;
    private static final int DISCONNECT_ONE_IN = 60;

    private final int number;
    private final Endpoint endpoint;
    private final SoakEnvironment environment;
    private final Random random;
    private CompletableFuture<FanOut> last = CompletableFuture.completedFuture(FanOut.NONE);

    Publisher(int number, Endpoint endpoint, SoakEnvironment environment, long seed) {
        this.number = number;
        this.endpoint = endpoint;
        this.environment = environment;
        this.random = new Random(seed);
    }

    /** One burst, unless the previous fan-out has not completed. */
    @Override
    public synchronized void run() {
        if (environment.phase().is(Phase.STILL) || !last.isDone()) {
            return;
        }
        int burst = 1 + random.nextInt(MAX_BURST);
        for (int i = 0; i < burst; i++) {
            String room = environment
                    .published()
                    .rooms()
                    .get(random.nextInt(environment.published().rooms().size()));
            if (random.nextInt(3) == 0) {
                value(room);
            } else {
                event(room);
            }
        }
        if (environment.phase().is(Phase.CHURN) && random.nextInt(DISCONNECT_ONE_IN) == 0) {
            environment.handler().disconnectOne(random);
        }
    }

    /** A last value for every room, after several that it replaces. */
    synchronized void lastValues() {
        for (String room : environment.published().rooms()) {
            for (int i = 0; i < MAX_BURST; i++) {
                value(room);
            }
        }
    }

    private void event(String room) {
        long n = environment.published().begin(room, number);
        last = endpoint.room(room)
                .emit(Event.of("news", JSON.textNode(room), JSON.numberNode(number), JSON.numberNode(n), padding()))
                .toCompletableFuture();
        environment.published().done(room, number);
    }

    private JsonNode padding() {
        int size = random.nextInt(BIG_ONE_IN) == 0 ? BIG : random.nextInt(300);
        return JSON.textNode("x".repeat(size));
    }

    private void value(String room) {
        long n = environment.published().nextValue(room, number);
        endpoint.room(room)
                .emitLatest(Event.of(
                        room + " " + number, JSON.textNode(room), JSON.numberNode(number), JSON.numberNode(n)));
    }
}
