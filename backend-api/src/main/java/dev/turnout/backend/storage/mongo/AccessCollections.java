package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;
import static com.mongodb.client.model.Sorts.orderBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import dev.turnout.backend.storage.AccessRecords;
import dev.turnout.backend.storage.AccessRecords.Admin;
import dev.turnout.backend.storage.AccessRecords.HashedSession;
import dev.turnout.backend.storage.AdminSession;
import dev.turnout.backend.storage.AuctionRecords.HashedShare;
import dev.turnout.backend.storage.Share;
import dev.turnout.model.AuctionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** The collections {@code turnout_admins}, {@code turnout_sessions} and {@code turnout_shares}. */
final class AccessCollections {

    private static final String ID = "_id";
    private static final String AUCTION = "auction";
    private static final String ADMIN = "admin";
    private static final String TOKEN_HASH = "tokenHash";
    private static final String PASSWORD_HASH = "passwordHash";
    private static final String CREATED_AT = "createdAt";
    private static final String CREATED_BY = "createdBy";
    private static final String EXPIRES_AT = "expiresAt";

    private final MongoCollection<Document> admins;
    private final MongoCollection<Document> sessions;
    private final MongoCollection<Document> shares;

    AccessCollections(MongoCollections collections) {
        this.admins = collections.admins();
        this.sessions = collections.sessions();
        this.shares = collections.shares();
    }

    Optional<String> passwordHash(String admin) {
        return Optional.ofNullable(admins.find(eq(ID, admin)).first())
                .map(document -> Fields.text(document, PASSWORD_HASH));
    }

    boolean insertAdmin(String admin, String passwordHash, Instant at) {
        try {
            admins.insertOne(
                    new Document(ID, admin).append(PASSWORD_HASH, passwordHash).append(CREATED_AT, at));
            return true;
        } catch (MongoWriteException e) {
            if (MongoFailure.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Sessions end before the password changes, so that a crash between the two leaves none of them open, and again
     * afterwards, for one that was opened with the old password in between.
     */
    void changePassword(String admin, String passwordHash) {
        sessions.deleteMany(eq(ADMIN, admin));
        admins.updateOne(eq(ID, admin), Updates.set(PASSWORD_HASH, passwordHash));
        sessions.deleteMany(eq(ADMIN, admin));
    }

    void insertSession(String tokenHash, AdminSession session) {
        sessions.insertOne(new Document(ID, tokenHash)
                .append(ADMIN, session.admin())
                .append(CREATED_AT, session.createdAt())
                .append(EXPIRES_AT, session.expiresAt()));
    }

    Optional<AdminSession> session(String tokenHash) {
        return Optional.ofNullable(sessions.find(eq(ID, tokenHash)).first()).map(AccessCollections::session);
    }

    private static AdminSession session(Document document) {
        return new AdminSession(
                Fields.text(document, ADMIN),
                Fields.instant(document, CREATED_AT),
                Fields.instant(document, EXPIRES_AT));
    }

    void deleteSession(String tokenHash) {
        sessions.deleteOne(eq(ID, tokenHash));
    }

    int deleteExpired(Instant now) {
        return (int) sessions.deleteMany(lte(EXPIRES_AT, now)).getDeletedCount();
    }

    long countShares(Object auction) {
        return shares.countDocuments(eq(AUCTION, auction));
    }

    void insertShare(Share share, String tokenHash) {
        Document document = new Document(ID, share.id())
                .append(AUCTION, AuctionKeys.key(share.auction()))
                .append(TOKEN_HASH, tokenHash)
                .append(CREATED_AT, share.createdAt())
                .append(CREATED_BY, share.createdBy());
        Fields.put(document, EXPIRES_AT, share.expiresAt());
        shares.insertOne(document);
    }

    Optional<Share> share(String tokenHash) {
        return Optional.ofNullable(shares.find(eq(TOKEN_HASH, tokenHash)).first())
                .flatMap(AccessCollections::share);
    }

    List<Share> shares(Object auction) {
        return hashedShares(auction).stream().map(HashedShare::share).toList();
    }

    List<HashedShare> hashedShares(Object auction) {
        List<HashedShare> found = new ArrayList<>();
        for (Document document :
                shares.find(eq(AUCTION, auction)).sort(orderBy(descending(CREATED_AT), ascending(ID)))) {
            share(document).ifPresent(share -> found.add(new HashedShare(share, Fields.text(document, TOKEN_HASH))));
        }
        return found;
    }

    /** All admins and sessions. */
    AccessRecords all() {
        return new AccessRecords(
                admins.find()
                        .sort(ascending(ID))
                        .map(document -> new Admin(
                                Fields.text(document, ID),
                                Fields.text(document, PASSWORD_HASH),
                                Fields.instant(document, CREATED_AT)))
                        .into(new ArrayList<>()),
                sessions.find()
                        .sort(ascending(ID))
                        .map(document -> new HashedSession(Fields.text(document, ID), session(document)))
                        .into(new ArrayList<>()));
    }

    void replaceAll(AccessRecords records) {
        sessions.deleteMany(new Document());
        admins.deleteMany(new Document());
        for (Admin admin : records.admins()) {
            boolean unused = insertAdmin(admin.name(), admin.passwordHash(), admin.createdAt());
        }
        records.sessions().forEach(session -> insertSession(session.tokenHash(), session.session()));
    }

    private static Optional<Share> share(Document document) {
        Optional<AuctionId> auction = AuctionKeys.id(document.get(AUCTION, Object.class));
        return auction.map(id -> new Share(
                Fields.text(document, ID),
                id,
                Fields.instant(document, CREATED_AT),
                Fields.text(document, CREATED_BY),
                Fields.instantOrNull(document, EXPIRES_AT)));
    }

    boolean deleteShare(Object auction, String id) {
        return shares.deleteOne(and(eq(ID, id), eq(AUCTION, auction))).getDeletedCount() == 1;
    }
}
