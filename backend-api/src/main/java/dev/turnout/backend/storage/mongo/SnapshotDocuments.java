package dev.turnout.backend.storage.mongo;

import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.StoredSnapshot;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as a document of {@code vieweranalytics}: the fields of the existing system, and those of ours that the
 * snapshot has.
 */
final class SnapshotDocuments {

    static final String AUCTION = "auction";
    static final String TIMESTAMP = "timestamp";
    static final String SOURCE = "source";
    static final String SKETCH = "uniqueSketch";
    static final String VIEWER_COUNT = "viewerCount";

    static final String FENCE = "fence";
    static final String SLOTS = "slots";

    /** Stands for the absent source, so that such snapshots too are unique by their source. */
    private static final String NO_SOURCE = "";

    private static final List<String> DETAILS = List.of(SOURCE, SKETCH, "sessionSeconds", "sections", FENCE, SLOTS);

    private SnapshotDocuments() {}

    /** Fields that are not read with a detail other than {@code ALL}. */
    static List<String> notIn(Detail detail) {
        return detail == Detail.COUNTS
                ? Stream.concat(DETAILS.stream(), Stream.of("countries")).toList()
                : DETAILS;
    }

    static String source(Snapshot snapshot) {
        return Objects.requireNonNullElse(snapshot.source(), NO_SOURCE);
    }

    static Document write(Object auction, StoredSnapshot stored) {
        Snapshot snapshot = stored.snapshot();
        ViewerSketch sketch = stored.sketch();
        Document document = new Document(AUCTION, auction)
                .append(TIMESTAMP, snapshot.timestamp())
                .append(VIEWER_COUNT, snapshot.viewerCount())
                .append("avgViewers", snapshot.avgViewers())
                .append("peakViewers", snapshot.peakViewers())
                .append("minViewers", snapshot.minViewers())
                .append("sampleCount", snapshot.sampleCount())
                .append(SOURCE, source(snapshot));
        Fields.put(document, "exactPeak", snapshot.exactPeak());
        Fields.put(document, "exactPeakAt", snapshot.exactPeakAt());
        Fields.put(document, "exactMin", snapshot.exactMin());
        Fields.put(document, "viewerSeconds", snapshot.viewerSeconds());
        Fields.put(document, "observedSeconds", snapshot.observedSeconds());
        Fields.put(document, "joins", snapshot.joins());
        Fields.put(document, "leaves", snapshot.leaves());
        Fields.put(document, "uniqueViewers", snapshot.uniqueViewers());
        Fields.put(document, SKETCH, sketch == null ? null : new Binary(sketch.toBytes()));
        Fields.put(document, "sessionSeconds", Fields.entries(snapshot.sessionSeconds()));
        Fields.put(document, "sections", Fields.entries(snapshot.sections()));
        Fields.put(document, "countries", Fields.entries(snapshot.countries()));
        Fields.put(document, FENCE, snapshot.fence());
        Fields.put(document, SLOTS, snapshot.slots());
        return document;
    }

    /** Reads a document that this or the existing system wrote; fields that were not read are absent. */
    static StoredSnapshot read(Document document) {
        String source = Fields.text(document, SOURCE);
        Snapshot snapshot = Snapshot.builder(Fields.instant(document, TIMESTAMP).truncatedTo(ChronoUnit.SECONDS))
                .viewerCount(Fields.integer(document, VIEWER_COUNT))
                .avgViewers(Fields.integer(document, "avgViewers"))
                .peakViewers(Fields.integer(document, "peakViewers"))
                .minViewers(Fields.integer(document, "minViewers"))
                .sampleCount(Math.max(1, Fields.integer(document, "sampleCount")))
                .source(source.equals(NO_SOURCE) ? null : source)
                .exactPeak(Fields.integerOrNull(document, "exactPeak"))
                .exactPeakAt(Fields.instantOrNull(document, "exactPeakAt"))
                .exactMin(Fields.integerOrNull(document, "exactMin"))
                .viewerSeconds(Fields.doubleOrNull(document, "viewerSeconds"))
                .joins(Fields.integerOrNull(document, "joins"))
                .leaves(Fields.integerOrNull(document, "leaves"))
                .uniqueViewers(Fields.integerOrNull(document, "uniqueViewers"))
                .sessionSeconds(Fields.integersOrNull(document, "sessionSeconds"))
                .sections(Fields.integersOrNull(document, "sections"))
                .observedSeconds(Fields.doubleOrNull(document, "observedSeconds"))
                .countries(Fields.integersOrNull(document, "countries"))
                .fence(Fields.longOrNull(document, FENCE))
                .slots(Fields.longOrNull(document, SLOTS))
                .build();
        return new StoredSnapshot(snapshot, sketch(document, SKETCH));
    }

    static @Nullable ViewerSketch sketch(Document document, String field) {
        byte[] bytes = Fields.bytesOrNull(document, field);
        try {
            return bytes == null ? null : ViewerSketch.fromBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new StorageException("a document contains an invalid sketch", e);
        }
    }
}
