package dev.turnout.backend.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.HandClock;
import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminsTest {

    @TempDir
    Path folder = Path.of("");

    private Storage storage = new SqliteStorage(folder);
    private Admins admins = new Admins(storage, new HandClock("2026-05-04T12:00:00Z"));

    @BeforeEach
    void open() {
        storage = new SqliteStorage(folder);
        storage.start();
        admins = new Admins(storage, new HandClock("2026-05-04T12:00:00Z"));
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void withoutAGivenPasswordOneIsMadeAndItWorks() {
        String made = admins.ensureFirst(Optional.empty()).orElseThrow();

        assertThat(made).matches("[A-Za-z0-9]{20}");
        assertThat(isPassword(made)).isTrue();
        assertThat(isPassword(made + "x")).isFalse();
        assertThat(isPassword("")).isFalse();
    }

    @Test
    void aGivenPasswordIsTheFirstOnesAndIsNotToldBack() {
        assertThat(admins.ensureFirst(Optional.of("given password"))).isEmpty();
        assertThat(isPassword("given password")).isTrue();
    }

    @Test
    void aLaterStartLeavesThePasswordAsItIs() {
        admins.ensureFirst(Optional.of("first password"));

        assertThat(admins.ensureFirst(Optional.of("other password"))).isEmpty();
        assertThat(admins.ensureFirst(Optional.empty())).isEmpty();
        assertThat(isPassword("first password")).isTrue();
        assertThat(isPassword("other password")).isFalse();
    }

    @Test
    void twoHashesOfOnePasswordDiffer() {
        Passwords passwords = new Passwords();

        String hash = passwords.hash("password");
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.hash("password")).isNotEqualTo(hash);
        assertThat(passwords.matches("password", hash)).isTrue();
    }

    @Test
    void withoutAnAdminNoPasswordIsRight() {
        assertThat(isPassword("")).isFalse();
    }

    @Test
    void aTokenIsComparedWholeAndChecked() {
        AdminToken token = AdminToken.parse("token-of-admin");

        assertThat(token.is("token-of-admin")).isTrue();
        assertThat(token.is("token-of-admi")).isFalse();
        assertThat(token.is("")).isFalse();
        assertThat(AdminToken.NONE.is("")).isFalse();
        assertThatThrownBy(() -> AdminToken.parse("tøken-of-admin")).hasMessageContaining("ASCII");
        assertThat(token).hasToString("set, hidden");
    }

    private boolean isPassword(String password) {
        return admins.checkPassword(password, false) == Admins.Check.RIGHT;
    }
}
