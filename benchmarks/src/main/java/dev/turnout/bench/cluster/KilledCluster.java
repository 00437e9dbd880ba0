package dev.turnout.bench.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Servers that count one room together, and of which one is killed. */
interface KilledCluster extends AutoCloseable {

    CompletableFuture<Watcher> join(int node);

    /** What this server says how many viewers there are on all of them. Fails when it cannot say. */
    int count(int node) throws IOException;

    /** SIGKILL. */
    void kill(int node);

    @Override
    void close() throws IOException;
}
