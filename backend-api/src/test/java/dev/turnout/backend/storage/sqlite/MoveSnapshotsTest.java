package dev.turnout.backend.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.model.AuctionId;
import dev.turnout.model.ViewerSketch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveSnapshotsTest {

    private static final AuctionId RED = new AuctionId("red");
    private static final long START = 1_777_852_800; // 2026-05-04T00:00:00Z
    private static final int MINUTES = 1_500;

    @Test
    void theFirstLayoutIsMigratedWithItsSketchesAndGetsRollUps(@TempDir Path folder) throws SQLException {
        createFirstLayout(folder.resolve("backend-api.db"));

        try (SqliteStorage storage = new SqliteStorage(folder)) {
            storage.start();

            List<String> counts = new ArrayList<>();
            List<ViewerSketch> sketches = new ArrayList<>();
            storage.snapshots(RED, Period.ALWAYS, Detail.ALL, stored -> {
                counts.add(stored.snapshot().source() + stored.snapshot().viewerCount());
                sketches.add(stored.sketch());
            });
            assertThat(counts).hasSize(MINUTES + 2);
            assertThat(counts.subList(0, 4)).containsExactly("run0", "run1", "later500", "earlier600");
            assertThat(sketches.get(0)).isEqualTo(sketch());
            assertThat(sketches.get(2)).isNull();
            List<RollUp> days = storage.rollUps(RED, RollUp.Width.DAY, Period.ALWAYS, Detail.ALL);
            assertThat(days).hasSize(2);
            assertThat(days)
                    .extracting(RollUp::aggregate)
                    .extracting(Aggregate::minutes)
                    .containsExactly(1_440L, 60L);
            assertThat(storage.rollUps(RED, RollUp.Width.HOUR, Period.ALWAYS, Detail.ALL))
                    .hasSize(25);
        }
    }

    private static void createFirstLayout(Path file) throws SQLException {
        String url = "jdbc:sqlite:" + file;
        Flyway.configure()
                .dataSource(url, null, null)
                .locations("classpath:db/sqlite")
                .target("1")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO auction (id, title, status, enable_viewer_analytics, created_at)"
                    + " VALUES ('red', 'Red', 'live', 1, 0)");
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO snapshot (auction_id, at, source, viewer_count, avg_viewers, peak_viewers, min_viewers,
                      sample_count, unique_viewers, unique_sketch) VALUES ('red', ?, ?, ?, 5, 5, 5, 12, 3, ?)""")) {
                for (int minute = 0; minute < MINUTES; minute++) {
                    insert(insert, minute, "run", minute, sketch().encode());
                }
                insert(insert, 1, "later", 500, "not a sketch");
                insert(insert, 1, "earlier", 600, null);
            }
            connection.commit();
        }
    }

    private static void insert(
            PreparedStatement insert, int minute, String source, int viewers, @Nullable String sketch)
            throws SQLException {
        insert.setLong(1, START + 60L * minute);
        insert.setString(2, source);
        insert.setInt(3, viewers);
        insert.setString(4, sketch);
        insert.executeUpdate();
    }

    private static ViewerSketch sketch() {
        ViewerSketch sketch = new ViewerSketch();
        for (long viewer = 1; viewer <= 3; viewer++) {
            sketch.add(viewer * 0x9E37_79B9_7F4A_7C15L);
        }
        return sketch;
    }
}
