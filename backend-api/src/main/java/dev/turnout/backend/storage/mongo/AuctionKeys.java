package dev.turnout.backend.storage.mongo;

import dev.turnout.model.AuctionId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.types.ObjectId;

/** How the id of an auction is stored: 24 hexadecimal digits as an ObjectId, any other as a string. */
final class AuctionKeys {

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-fA-F]{24}");

    private AuctionKeys() {}

    static Object key(AuctionId id) {
        return OBJECT_ID.matcher(id.value()).matches() ? new ObjectId(id.value()) : id.value();
    }

    /** Empty when the key of a document cannot be the id of an auction, for example when it is a number. */
    static Optional<AuctionId> id(Object key) {
        if (key instanceof ObjectId objectId) {
            return Optional.of(new AuctionId(objectId.toHexString()));
        }
        return key instanceof String text ? AuctionId.parse(text) : Optional.empty();
    }
}
