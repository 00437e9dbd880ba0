package dev.turnout.backend.storage.mongo;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Aggregate.Dated;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.model.ViewerSketch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/** A roll-up as a document of {@code turnout_rollups}. */
final class RollUpDocuments {

    static final String AUCTION = "auction";
    static final String WIDTH = "width";
    static final String START = "start";
    static final String FIRST_AT = "firstAt";

    /** Fields that are not read with {@code Detail.COUNTS}. */
    static final List<String> MAPS = List.of("sessionSeconds", "sections", "countries", "sources");

    private RollUpDocuments() {}

    /** The fields that identify a roll-up. */
    static Document key(Object auction, RollUp.Width width, long start) {
        return new Document(AUCTION, auction)
                .append(WIDTH, width.seconds())
                .append(START, Instant.ofEpochSecond(start));
    }

    static Document write(Document key, Aggregate aggregate) {
        Document document = new Document(key)
                .append("snapshots", aggregate.snapshots())
                .append("minutes", aggregate.minutes())
                .append(FIRST_AT, Instant.ofEpochSecond(aggregate.firstAt()))
                .append("lastAt", Instant.ofEpochSecond(aggregate.lastAt()))
                .append("last", aggregate.last())
                .append("samples", aggregate.samples())
                .append("weightedViewers", aggregate.weightedViewers())
                .append("peak", aggregate.peak())
                .append("min", aggregate.min())
                .append("top", aggregate.top())
                .append("topAt", Instant.ofEpochMilli(aggregate.topAtMillis()))
                .append("bottom", aggregate.bottom())
                .append("exactPeakKnown", aggregate.exactPeakKnown())
                .append("exactMinKnown", aggregate.exactMinKnown())
                .append("observedSeconds", aggregate.observedSeconds())
                .append("watchedSeconds", aggregate.watchedSeconds());
        ViewerSketch sketch = aggregate.sketch();
        Fields.put(document, "viewerSeconds", aggregate.viewerSeconds());
        Fields.put(document, "joins", aggregate.joins());
        Fields.put(document, "leaves", aggregate.leaves());
        Fields.put(document, "largestUnique", aggregate.largestUnique());
        Fields.put(document, "sketch", sketch == null ? null : new Binary(sketch.toBytes()));
        Fields.put(document, "sessionSeconds", Fields.entries(aggregate.sessionSeconds()));
        Fields.put(document, "sections", dated(aggregate.sections()));
        Fields.put(document, "countries", dated(aggregate.countries()));
        Fields.put(document, "sources", Fields.entries(aggregate.sources()));
        return document;
    }

    static RollUp read(Document document) {
        return new RollUp(
                Fields.instant(document, START),
                new Aggregate(
                        Fields.longer(document, "snapshots"),
                        Fields.longer(document, "minutes"),
                        Fields.instant(document, FIRST_AT).getEpochSecond(),
                        Fields.instant(document, "lastAt").getEpochSecond(),
                        Fields.integer(document, "last"),
                        Fields.longer(document, "samples"),
                        Fields.longer(document, "weightedViewers"),
                        Fields.integer(document, "peak"),
                        Fields.integer(document, "min"),
                        Fields.integer(document, "top"),
                        Fields.instant(document, "topAt").toEpochMilli(),
                        Fields.integer(document, "bottom"),
                        Fields.flag(document, "exactPeakKnown"),
                        Fields.flag(document, "exactMinKnown"),
                        Fields.decimal(document, "observedSeconds"),
                        Fields.decimal(document, "watchedSeconds"),
                        Fields.doubleOrNull(document, "viewerSeconds"),
                        Fields.longOrNull(document, "joins"),
                        Fields.longOrNull(document, "leaves"),
                        Fields.integerOrNull(document, "largestUnique"),
                        SnapshotDocuments.sketch(document, "sketch"),
                        Fields.longsOrNull(document, "sessionSeconds"),
                        dated(document, "sections"),
                        dated(document, "countries"),
                        Objects.requireNonNullElse(Fields.longsOrNull(document, "sources"), Map.of())));
    }

    private static @Nullable Document dated(@Nullable Dated numbers) {
        return numbers == null
                ? null
                : new Document("at", Instant.ofEpochSecond(numbers.at()))
                        .append("numbers", Fields.entries(numbers.numbers()));
    }

    private static @Nullable Dated dated(Document document, String field) {
        if (!(document.get(field) instanceof Document dated)) {
            return null;
        }
        Map<String, Integer> numbers = Fields.integersOrNull(dated, "numbers");
        return new Dated(Fields.instant(dated, "at").getEpochSecond(), Objects.requireNonNullElse(numbers, Map.of()));
    }
}
