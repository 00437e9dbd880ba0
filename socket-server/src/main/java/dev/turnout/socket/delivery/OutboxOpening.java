package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.LegacyOutboxReader.Found;
import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** Opens the outbox in its directory, and takes over one in the old format at the first start. */
final class OutboxOpening {

    private OutboxOpening() {}

    static SnapshotOutbox open(Path directory, Connector connector, DeliveryLog log) throws IOException {
        OutboxDatabase.useForNativeLibrary(directory);
        try {
            SnapshotOutbox outbox = SnapshotOutbox.open(directory, connector, log);
            try {
                takeOverOld(new LegacyOutboxReader(directory), outbox, log);
                return outbox;
            } catch (SQLException | IOException e) {
                outbox.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("the outbox in " + directory + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** A kill after the commit leaves the files; the marker in the database keeps them from being stored again. */
    private static void takeOverOld(LegacyOutboxReader old, SnapshotOutbox outbox, DeliveryLog log)
            throws IOException, SQLException {
        if (!old.exists()) {
            return;
        }
        if (!outbox.oldImported()) {
            List<Found> found = old.read();
            outbox.importOld(found);
            log.imported(found.size(), old.directory());
        }
        old.delete();
    }
}
