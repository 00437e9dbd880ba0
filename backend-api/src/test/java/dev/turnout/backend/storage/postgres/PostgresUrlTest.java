package dev.turnout.backend.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {

    @Test
    void userAndPasswordAreTakenOutAndDecoded() {
        PostgresUrl url = PostgresUrl.parse("postgres://ann:p%40ss+word@db.example:5433/turnout?sslmode=require");

        assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:5433/turnout?sslmode=require");
        assertThat(url.user()).isEqualTo("ann");
        assertThat(url.password()).isEqualTo("p@ss+word");
        assertThat(url.toString()).doesNotContain("p@ss");
    }

    @Test
    void itsTextHasNoOptionsSinceSomeAreSecret() {
        assertThat(PostgresUrl.parse("postgres://ann@db.example/turnout?sslpassword=geheim")
                        .toString())
                .isEqualTo("jdbc:postgresql://db.example/turnout, user=ann, password hidden");
    }

    @Test
    void portAndPasswordMayBeAbsent() {
        assertThat(PostgresUrl.parse("postgresql://ann@localhost/turnout"))
                .isEqualTo(new PostgresUrl("jdbc:postgresql://localhost/turnout", "ann", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"postgres://localhost/x", "postgres://a:b@/x", "postgres://a:b@h", "mysql://a:b@h/x", "p:%%"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> PostgresUrl.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "sslmod=require, 'sslmod'",
        "sslmode=require&bogus=1, 'bogus'",
        "SSLMODE=require, 'SSLMODE'",
        "bogus, 'bogus'",
        "sslmode=bogus, valid are disable; allow; prefer; require; verify-ca; verify-full",
        "sslmode, valid are disable",
        "targetServerType=secondry, valid are any",
        "password=secret, before the host",
        "user=ann, before the host",
    })
    void anOptionThatTheDriverWouldIgnoreIsRefused(String options, String reason) {
        assertThatThrownBy(() -> PostgresUrl.parse("postgres://ann:secret@db/turnout?" + options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "has the option '" + options.replaceFirst(".*&", "").replaceFirst("=.*", "") + "'")
                .hasMessageContaining(reason.replace(';', ','))
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssl", "ssl=true", "sslmode=VERIFY-FULL&sslrootcert=/a%20b.pem", "requireAuth=md5,scram-sha-256",
                "currentSchema=turnout", "&sslmode=disable&", "targetServerType=primary", "autosave=conservative"
            })
    void anOptionOfTheDriverIsAccepted(String options) {
        assertThat(PostgresUrl.parse("postgres://ann@db/turnout?" + options).jdbcUrl())
                .endsWith(options);
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://ann@localhost/a, postgresql://bob:x@127.0.0.1:5432/a?sslmode=disable, true",
        "postgres://ann@localhost/a, postgres://ann@localhost/b, false",
        "postgres://ann@localhost/a, postgres://ann@localhost:5433/a, false",
        "postgres://ann@localhost/a, postgres://ann@localhost/a?currentSchema=other, false",
        "postgres://ann@one.invalid/a, postgres://ann@two.invalid/a, false",
        "postgres://ann@one.invalid/a, postgres://ann@ONE.invalid/a, true",
    })
    void theSameDatabaseIsFoundWhateverUserAndOptionsAre(String one, String other, boolean same) {
        assertThat(PostgresUrl.parse(one).isSameDatabase(PostgresUrl.parse(other)))
                .isEqualTo(same);
    }
}
