package dev.turnout.backend.storage.mongo;

import com.mongodb.ConnectionString;
import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.ServerAddress;
import dev.turnout.backend.storage.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An address such as {@code mongodb://user:password@host:27017/database?replicaSet=rs0}. */
public record MongoUrl(ConnectionString connection) implements DatabaseUrl {

    public static boolean isOne(String text) {
        return text.startsWith("mongodb://") || text.startsWith("mongodb+srv://");
    }

    /** @throws IllegalArgumentException with the reason, without the password */
    public static MongoUrl parse(String text) {
        ConnectionString connection;
        try {
            connection = new ConnectionString(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(MongoOptions.refused(text)
                    .map(option -> "has the option '" + option + "' with a wrong value")
                    .orElse("is not a URL such as mongodb://user:password@host:27017/database"));
        }
        MongoOptions.check(text);
        if (connection.getDatabase() == null) {
            throw new IllegalArgumentException("must name the database: mongodb://user:password@host:27017/database");
        }
        return new MongoUrl(connection);
    }

    @Override
    public Storage storage(Duration retention) {
        return new MongoStorage(this, Optional.of(retention), List.of());
    }

    @Override
    public Storage storageToCopy() {
        return new MongoStorage(this, Optional.empty(), List.of());
    }

    /** A server that is named in both addresses is enough: all servers of a replica set have the same databases. */
    @Override
    public boolean isSameDatabase(DatabaseUrl other) {
        return other instanceof MongoUrl mongo
                && database().equals(mongo.database())
                && servers().stream()
                        .anyMatch(server -> mongo.servers().stream().anyMatch(server::isSameServer));
    }

    private List<ServerAddress> servers() {
        return connection.getHosts().stream()
                .map(com.mongodb.ServerAddress::new)
                .map(server -> new ServerAddress(server.getHost(), server.getPort()))
                .toList();
    }

    String database() {
        String database = connection.getDatabase();
        if (database == null) {
            throw new IllegalStateException("the address has no database");
        }
        return database;
    }

    @Override
    public String toString() {
        return "mongodb://" + String.join(",", connection.getHosts()) + "/" + connection.getDatabase()
                + ", user and password hidden";
    }
}
