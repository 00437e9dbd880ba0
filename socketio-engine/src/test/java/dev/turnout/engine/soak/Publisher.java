package dev.turnout.engine.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** One of those who publish to all rooms, a burst at a time. One thread at a time. */
final class Publisher implements Runnable {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_BURST = 4;
    private static final int BIG = 16 * 1024;
    private static final int BIG_ONE_IN = 100;
    private static final int TELL_ONE_IN = 60;

    private final int number;
    private final Endpoint endpoint;
    private final World world;
    private final Random random;
    private CompletableFuture<FanOut> last = CompletableFuture.completedFuture(FanOut.NONE);

    Publisher(int number, Endpoint endpoint, World world, long seed) {
        this.number = number;
        this.endpoint = endpoint;
        this.world = world;
        this.random = new Random(seed);
    }

    /** One burst, unless the rooms are still busy with the one before. */
    @Override
    public synchronized void run() {
        if (world.phase().is(Phase.STILL) || !last.isDone()) {
            return;
        }
        int burst = 1 + random.nextInt(MAX_BURST);
        for (int i = 0; i < burst; i++) {
            String room = world.published()
                    .rooms()
                    .get(random.nextInt(world.published().rooms().size()));
            if (random.nextInt(3) == 0) {
                value(room);
            } else {
                event(room);
            }
        }
        if (world.phase().is(Phase.CHURN) && random.nextInt(TELL_ONE_IN) == 0) {
            world.door().tellOneToGo(random);
        }
    }

    /** A last value for every room, after several that it replaces. */
    synchronized void lastValues() {
        for (String room : world.published().rooms()) {
            for (int i = 0; i < MAX_BURST; i++) {
                value(room);
            }
        }
    }

    private void event(String room) {
        long n = world.published().begin(room, number);
        last = endpoint.room(room)
                .emit(Event.of("news", JSON.textNode(room), JSON.numberNode(number), JSON.numberNode(n), padding()))
                .toCompletableFuture();
        world.published().done(room, number);
    }

    private JsonNode padding() {
        int size = random.nextInt(BIG_ONE_IN) == 0 ? BIG : random.nextInt(300);
        return JSON.textNode("x".repeat(size));
    }

    private void value(String room) {
        long n = world.published().nextValue(room, number);
        endpoint.room(room)
                .emitLatest(Event.of(
                        room + " " + number, JSON.textNode(room), JSON.numberNode(number), JSON.numberNode(n)));
    }
}
