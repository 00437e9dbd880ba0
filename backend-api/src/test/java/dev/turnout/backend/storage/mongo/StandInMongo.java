package dev.turnout.backend.storage.mongo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A server with the wire protocol of MongoDB and its data in memory, on a free port. It keeps the options of indexes but
 * does not act on an expiry or a partial filter, has no {@code collMod} and no transactions.
 */
public final class StandInMongo implements AutoCloseable {

    static {
        // logs every index and connection
        ((Logger) LoggerFactory.getLogger("de.bwaldvogel")).setLevel(Level.ERROR);
    }

    private static final AtomicInteger databases = new AtomicInteger();
    private static @Nullable StandInMongo shared;

    private final KeptBackend backend = new KeptBackend();
    private MongoServer server = new MongoServer(backend);
    private final InetSocketAddress address = server.bind();

    /** Its data outlives the server. */
    private static final class KeptBackend extends MemoryBackend {
        @Override
        public void close() {
            // a restarted server continues with the data
        }
    }

    /** One server for all tests of a JVM. */
    public static synchronized StandInMongo shared() {
        if (shared == null) {
            shared = new StandInMongo();
        }
        return shared;
    }

    /** The address of an empty database. */
    public String newDatabase() {
        return "mongodb://127.0.0.1:" + address.getPort() + "/test" + databases.incrementAndGet()
                + "?serverSelectionTimeoutMS=1000";
    }

    /** Ends the server and its connections. */
    public void kill() {
        server.shutdownNow();
    }

    public void restart() {
        server = new MongoServer(backend);
        server.bind(address);
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
