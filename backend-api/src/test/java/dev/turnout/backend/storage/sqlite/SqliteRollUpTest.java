package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.RollUpContract;
import dev.turnout.backend.storage.Storage;
import java.nio.file.Path;

class SqliteRollUpTest extends RollUpContract {

    @Override
    protected Storage open(Path folder) {
        return new SqliteStorage(folder);
    }
}
