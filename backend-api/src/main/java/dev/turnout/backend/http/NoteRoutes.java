package dev.turnout.backend.http;

import dev.turnout.backend.auctions.Auctions;
import dev.turnout.backend.auctions.Notes;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.model.AuctionId;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** Notes on the time line of an auction. */
final class NoteRoutes {

    private static final int LONGEST_TEXT = 1_000;

    record NewNote(String text, @Nullable Instant timestamp) {
        NewNote {
            Objects.requireNonNull(text, "text is missing");
        }
    }

    private record NoteList(boolean success, List<Note> notes) {}

    private record NoteAnswer(boolean success, Note note) {}

    private final Auctions auctions;
    private final Notes notes;

    NoteRoutes(Auctions auctions, Notes notes) {
        this.auctions = auctions;
        this.notes = notes;
    }

    void list(Context ctx) {
        ctx.json(new NoteList(true, notes.all(auction(ctx))));
    }

    void create(Context ctx) {
        AuctionId auction = auction(ctx);
        NewNote body = Bodies.json(ctx, NewNote.class);
        Note note = notes.add(
                        auction, timestamp(body), Texts.lines("text", body.text(), LONGEST_TEXT), Gate.adminOf(ctx))
                .orElseThrow(() -> Problem.of(HttpStatus.CONFLICT_409, "the auction has too many notes"));
        ctx.status(HttpStatus.CREATED_201);
        ctx.json(new NoteAnswer(true, note));
    }

    private static Optional<Instant> timestamp(NewNote body) {
        return Optional.ofNullable(body.timestamp()).map(at -> {
            if (at.isBefore(Period.BEGINNING) || at.isAfter(Period.END)) {
                throw Problem.badRequest("timestamp is not between 1970 and 9999");
            }
            return at;
        });
    }

    void delete(Context ctx) {
        if (!notes.delete(auction(ctx), ctx.pathParam("note"))) {
            throw Problem.of(HttpStatus.NOT_FOUND_404, "there is no such note");
        }
        ctx.json(Success.of("Note deleted"));
    }

    private AuctionId auction(Context ctx) {
        return auctions.find(Paths.auction(ctx)).orElseThrow(Problem::noAuction).id();
    }
}
