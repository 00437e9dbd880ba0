package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Admins, their sessions, and share links. */
interface AccessContract extends StorageUnderTest {

    @Test
    default void anAdminIsAddedOnceAndHasOnePassword() {
        assertThat(storage().adminPassword("admin")).isEmpty();
        assertThat(storage().addAdmin("admin", "hash-1", NOON)).isTrue();
        assertThat(storage().addAdmin("admin", "hash-2", NOON)).isFalse();
        restart();

        assertThat(storage().adminPassword("admin")).contains("hash-1");
    }

    @Test
    default void sessionsOutliveARestartAndEndWhenClosedExpiredOrThePasswordChanges() {
        storage().addAdmin("admin", "hash-1", NOON);
        AdminSession session = new AdminSession("admin", NOON, NOON.plus(Duration.ofHours(1)));
        List.of("closed", "expired", "other").forEach(token -> storage().openSession(token, session));
        restart();

        assertThat(storage().session("closed")).contains(session);
        storage().closeSession("closed");
        assertThat(storage().session("closed")).isEmpty();
        assertThat(storage().deleteSessionsExpiredAt(session.expiresAt().minusMillis(1)))
                .isZero();
        storage().changeAdminPassword("admin", "hash-2");
        assertThat(storage().session("other")).isEmpty();
        assertThat(storage().adminPassword("admin")).contains("hash-2");
        storage().openSession("expired", session);
        assertThat(storage().deleteSessionsExpiredAt(session.expiresAt())).isEqualTo(1);
    }

    @Test
    default void sharesAreFoundByTheHashOfTheirTokenUntilTheyAreDeleted() {
        Share share = new Share("s1", RED, NOON, "ann", NOON.plusSeconds(60));
        assertThat(storage().addShare(share, "hash-1", 1)).isTrue();
        assertThat(storage().addShare(new Share("s2", RED, NOON, "ann", null), "hash-2", 1))
                .isFalse();

        assertThat(storage().share("hash-1")).contains(share);
        assertThat(storage().shares(RED)).containsExactly(share);
        assertThat(storage().deleteShare(BLUE, "s1")).isFalse();
        assertThat(storage().deleteShare(RED, "s1")).isTrue();
        assertThat(storage().share("hash-1")).isEmpty();
    }
}
