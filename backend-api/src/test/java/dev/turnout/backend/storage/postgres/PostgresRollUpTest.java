package dev.turnout.backend.storage.postgres;

import dev.turnout.backend.storage.RollUpContract;
import dev.turnout.backend.storage.Storage;
import java.nio.file.Path;

class PostgresRollUpTest extends RollUpContract {

    @Override
    protected Storage open(Path folder) {
        return new PostgresStorage(SharedPostgres.newDatabase());
    }
}
