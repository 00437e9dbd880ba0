package dev.turnout.bench.cluster;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Servers that count one room together, and of which one is killed. */
interface KilledCluster extends AutoCloseable {

    CompletableFuture<Watcher> join(int node);

    /** The viewers on all servers as this one counts them. Fails when it answers with an error. */
    int count(int node) throws IOException;

    /** SIGKILL. */
    void kill(int node);

    @Override
    void close() throws IOException;
}
