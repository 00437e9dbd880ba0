package dev.turnout.backend.http;

import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.model.Snapshot;
import io.javalin.http.Context;

/** Where socket-server delivers its minutes; the answers are fixed. */
final class SnapshotRoute {

    private final SnapshotIntake intake;

    SnapshotRoute(SnapshotIntake intake) {
        this.intake = intake;
    }

    /** A repeated snapshot is answered like a new one: the sender may forget it. */
    void post(Context ctx) {
        switch (intake.accept(Paths.auction(ctx), () -> Bodies.json(ctx, Snapshot.class))) {
            case SAVED, REPEATED -> ctx.json(Success.saying("Snapshot saved"));
            case DISABLED -> ctx.json(Success.saying("Analytics disabled"));
            default -> throw Problem.noAuction();
        }
    }
}
