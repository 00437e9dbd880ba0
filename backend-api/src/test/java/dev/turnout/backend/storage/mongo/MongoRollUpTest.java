package dev.turnout.backend.storage.mongo;

import dev.turnout.backend.storage.RollUpContract;
import dev.turnout.backend.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;

class MongoRollUpTest extends RollUpContract {

    @Override
    protected Storage open(Path folder) {
        return MongoUrl.parse(StandInMongo.shared().newDatabase()).storage(Duration.ofDays(90));
    }
}
