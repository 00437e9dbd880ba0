package dev.turnout.backend.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
}
