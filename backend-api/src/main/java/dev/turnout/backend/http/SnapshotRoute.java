package dev.turnout.backend.http;

import dev.turnout.backend.analytics.SnapshotIntake;
import dev.turnout.model.Snapshot;
import io.javalin.http.Context;

/** Receives the snapshots of socket-server; its answers are part of the contract. */
final class SnapshotRoute {

    private final SnapshotIntake intake;

    SnapshotRoute(SnapshotIntake intake) {
        this.intake = intake;
    }

    /** A repeated snapshot is answered like a new one, so that the sender deletes it. */
    void post(Context ctx) {
        switch (intake.accept(Paths.auction(ctx), () -> Bodies.json(ctx, Snapshot.class))) {
            case SAVED, REPEATED -> ctx.json(Success.of("Snapshot saved"));
            case DISABLED -> ctx.json(Success.of("Analytics disabled"));
            default -> throw Problem.noAuction();
        }
    }
}
