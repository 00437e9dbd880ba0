package dev.turnout.backend.storage.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Projections.include;
import static com.mongodb.client.model.Sorts.ascending;
import static com.mongodb.client.model.Sorts.descending;

import com.mongodb.client.MongoCollection;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.Document;

/** The collections {@code turnout_markers} and {@code turnout_notes}. */
final class TimeLineCollections {

    private static final String ID = "_id";
    private static final String AUCTION = "auction";
    private static final String AT = "at";

    private final MongoCollection<Document> markers;
    private final MongoCollection<Document> notes;

    TimeLineCollections(MongoCollections collections) {
        this.markers = collections.markers();
        this.notes = collections.notes();
    }

    void insert(Object auction, Marker marker) {
        Document document = new Document(AUCTION, auction)
                .append(AT, marker.timestamp())
                .append("kind", marker.kind().word());
        Fields.put(document, "audience", marker.audience());
        Fields.put(document, "data", marker.data());
        markers.insertOne(document);
    }

    List<Marker> newestMarkers(Object auction, Period period, int limit) {
        List<Marker> newest = markers.find(and(eq(AUCTION, auction), gte(AT, period.from()), lt(AT, period.until())))
                .sort(descending(AT, ID))
                .limit(limit)
                .map(TimeLineCollections::marker)
                .into(new ArrayList<>());
        Collections.reverse(newest);
        return newest;
    }

    private static Marker marker(Document document) {
        return new Marker(
                Fields.instant(document, AT),
                Marker.Kind.valueOf(Fields.text(document, "kind").toUpperCase(Locale.ROOT)),
                Fields.integerOrNull(document, "audience"),
                Fields.textOrNull(document, "data"));
    }

    Optional<Instant> newestMarkerTime() {
        return Optional.ofNullable(markers.find().sort(descending(AT)).first())
                .map(document -> Fields.instant(document, AT));
    }

    int deleteMarkersBefore(Instant instant, int limit) {
        return deleteBefore(markers, instant, limit);
    }

    void insert(Object auction, Note note) {
        notes.insertOne(new Document(ID, note.id())
                .append(AUCTION, auction)
                .append(AT, note.timestamp())
                .append("text", note.text())
                .append("createdAt", note.createdAt())
                .append("createdBy", note.createdBy()));
    }

    long countNotes(Object auction) {
        return notes.countDocuments(eq(AUCTION, auction));
    }

    List<Note> notes(Object auction) {
        return notes.find(eq(AUCTION, auction))
                .sort(ascending(AT, "createdAt", ID))
                .map(document -> new Note(
                        Fields.text(document, ID),
                        Fields.instant(document, AT),
                        Fields.text(document, "text"),
                        Fields.instant(document, "createdAt"),
                        Fields.text(document, "createdBy")))
                .into(new ArrayList<>());
    }

    boolean deleteNote(Object auction, String id) {
        return notes.deleteOne(and(eq(ID, id), eq(AUCTION, auction))).getDeletedCount() == 1;
    }

    int deleteNotesBefore(Instant instant, int limit) {
        return deleteBefore(notes, instant, limit);
    }

    private static int deleteBefore(MongoCollection<Document> collection, Instant instant, int limit) {
        List<Object> ids = collection
                .find(lt(AT, instant))
                .projection(include(ID))
                .limit(limit)
                .map(document -> document.get(ID, Object.class))
                .into(new ArrayList<>());
        return ids.isEmpty() ? 0 : (int) collection.deleteMany(in(ID, ids)).getDeletedCount();
    }
}
