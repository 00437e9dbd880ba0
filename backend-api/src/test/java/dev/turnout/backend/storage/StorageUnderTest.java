package dev.turnout.backend.storage;

import dev.turnout.backend.Minute;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A started storage with two auctions, and what the tests of all subjects need. */
interface StorageUnderTest {

    Instant NOON = Minute.NOON;
    AuctionId RED = new AuctionId("red");
    AuctionId BLUE = new AuctionId("blue");
    String SKETCH = sketchOf(500);

    Storage storage();

    /** Closes the storage and opens it again with the same data. */
    void restart();

    default List<Snapshot> kept(AuctionId id, Period period) {
        List<Snapshot> all = new ArrayList<>();
        storage().snapshots(id, period, Storage.Detail.ALL, stored -> all.add(stored.snapshot()));
        return all;
    }

    default Instant minute(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    default Snapshot snapshot(int minute, int viewers, @Nullable String source) {
        return Minute.steady(minute, viewers).source(source).snapshot();
    }

    private static String sketchOf(int viewers) {
        ViewerSketch sketch = new ViewerSketch();
        for (long viewer = 1; viewer <= viewers; viewer++) {
            sketch.add(viewer * 0x9E37_79B9_7F4A_7C15L);
        }
        return sketch.encode();
    }

    default List<Object> inParallel(List<Callable<Object>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Object> answers = new ArrayList<>();
            for (var answer : threads.invokeAll(tasks)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }
}
