package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stores snapshots on the thread {@code snapshot-writer}: those that wait while a transaction is being committed share
 * the next one, and so one fsync. Each caller gets its result after the commit. Any thread.
 */
final class GroupCommit {

    /** More waiting snapshots are refused; the sender repeats them later. */
    static final int QUEUE_CAPACITY = 10_000;

    private static final int MAX_BATCH = 500;
    private static final long STOP_MILLIS = 5_000;

    private sealed interface Task {}

    private record Item(AuctionId auction, Snapshot snapshot, CompletableFuture<StoreResult> result) implements Task {}

    /** Wakes the thread when it has to stop. */
    private record Stop() implements Task {}

    private final SqlDatabase database;
    private final BlockingQueue<Task> queue;
    private final Thread thread = new Thread(this::run, "snapshot-writer");
    private volatile boolean stopping;
    private final AtomicLong transactions = new AtomicLong();

    GroupCommit(SqlDatabase database) {
        this(database, QUEUE_CAPACITY);
    }

    GroupCommit(SqlDatabase database, int capacity) {
        this.database = database;
        this.queue = new ArrayBlockingQueue<>(capacity);
    }

    void start() {
        thread.start();
    }

    /** Blocks until the snapshot is on disk. */
    StoreResult store(AuctionId auction, Snapshot snapshot) {
        return await(enqueue(auction, snapshot));
    }

    /** @throws StorageException when too many snapshots wait already */
    CompletableFuture<StoreResult> enqueue(AuctionId auction, Snapshot snapshot) {
        Item item = new Item(auction, snapshot, new CompletableFuture<>());
        if (!queue.offer(item)) {
            throw new StorageException("too many snapshots wait to be stored");
        }
        if (stopping && queue.remove(item)) {
            throw new StorageException("the server is stopping");
        }
        return item.result();
    }

    private static StoreResult await(CompletableFuture<StoreResult> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StorageException(String.valueOf(cause.getMessage()), cause);
        }
    }

    private void run() {
        List<Task> waiting = new ArrayList<>();
        while (!stopping || !queue.isEmpty()) {
            try {
                waiting.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(waiting, MAX_BATCH - 1);
            List<Item> batch = items(waiting);
            if (!batch.isEmpty()) {
                store(batch);
            }
            waiting.clear();
        }
    }

    private static List<Item> items(List<Task> tasks) {
        return tasks.stream()
                .filter(Item.class::isInstance)
                .map(Item.class::cast)
                .toList();
    }

    /** If the batch fails, each snapshot gets a transaction of its own, so that one cannot make the others fail. */
    private void store(List<Item> batch) {
        transactions.incrementAndGet();
        try {
            List<StoreResult> results = write(batch);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (StorageException failure) {
            if (batch.size() == 1 || !database.isAboutTheData(failure)) {
                batch.forEach(item -> item.result().completeExceptionally(failure));
            } else {
                batch.forEach(item -> store(List.of(item)));
            }
        } catch (RuntimeException | Error failure) {
            batch.forEach(item -> item.result().completeExceptionally(failure));
        }
    }

    private List<StoreResult> write(List<Item> batch) {
        return database.write(handle -> {
            List<StoreResult> results = new ArrayList<>();
            try (SnapshotWriter writer = new SnapshotWriter(handle.getConnection(), database.dialect())) {
                for (Item item : batch) {
                    results.add(writer.write(item.auction(), item.snapshot()));
                }
            }
            return results;
        });
    }

    /** Transactions in which snapshots were stored. */
    long transactions() {
        return transactions.get();
    }

    /** Stores what waits, for a bounded time. */
    void stop() {
        stopping = true;
        boolean unused = queue.offer(new Stop());
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Task> rest = new ArrayList<>();
        queue.drainTo(rest);
        StorageException stopped = new StorageException("the server is stopping");
        items(rest).forEach(item -> item.result().completeExceptionally(stopped));
    }
}
