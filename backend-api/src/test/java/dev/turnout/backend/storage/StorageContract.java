package dev.turnout.backend.storage;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The behaviour of every {@link Storage}, whichever database it uses, by subject. */
public abstract class StorageContract
        implements AuctionContract,
                AnnotationContract,
                AccessContract,
                SnapshotWriteContract,
                SnapshotReadContract,
                RetentionContract {

    @TempDir
    Path folder = Path.of("");

    private Storage storage;

    /** A storage with its data in a folder, not started. */
    protected abstract Storage open(Path folder);

    @BeforeEach
    void openWithTwoAuctions() {
        storage = open(folder);
        storage.start();
        storage.addAuction(Auction.scheduled(RED, "Red", true, NOON), "ann");
        storage.addAuction(Auction.scheduled(BLUE, "Blue", false, NOON.plusSeconds(1)), "ann");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public void restart() {
        storage.close();
        storage = open(folder);
        storage.start();
    }
}
