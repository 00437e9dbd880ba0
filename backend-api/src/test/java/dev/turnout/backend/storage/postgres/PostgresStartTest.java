package dev.turnout.backend.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageException;
import java.time.Duration;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The reason why a database cannot be used at the start. */
class PostgresStartTest {

    private static AbstractStringAssert<?> assertReason(String url) {
        try (Storage storage = PostgresUrl.parse(url).storage(Duration.ofDays(90))) {
            storage.start();
        } catch (StorageException e) {
            return assertThat(e.getMessage())
                    .startsWith("cannot open the database of DATABASE_URL: ")
                    .doesNotContain("secret")
                    .doesNotContain("\n");
        }
        return Assertions.fail("it starts");
    }

    private static String address(String user, String database) {
        return "postgres://" + user + ":secret@" + SharedPostgres.newDatabase().server() + "/" + database;
    }

    @Test
    void aSchemaWithTablesOfAnotherProgramIsNotUsed() {
        String name = SharedPostgres.newDatabase().database();
        SharedPostgres.server().execute(name, "CREATE TABLE invoices (id INT)");

        assertReason(address("turnout", name))
                .contains("tables of another program")
                .contains("createdb -O turnout")
                .doesNotContain("reached");
    }

    @Test
    void aUserWhoMayNotCreateTablesIsToldHowTo() {
        String name = SharedPostgres.newDatabase().database();
        SharedPostgres.server().execute(name, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        SharedPostgres.server().execute(name, "CREATE USER guest");

        assertReason(address("guest", name))
                .contains("the user guest needs CREATE on schema public, and to own")
                .contains("permission denied for schema public")
                .contains("createdb -O guest " + name)
                .contains("GRANT CREATE ON SCHEMA public TO guest");
        SharedPostgres.server().execute(name, "GRANT CREATE ON SCHEMA public TO guest");
        try (Storage storage = PostgresUrl.parse(address("guest", name)).storage(Duration.ofDays(90))) {
            storage.start();
        }
    }

    @Test
    void aServerWithoutTlsIsNotReportedAsAway() {
        String name = SharedPostgres.newDatabase().database();

        assertReason(address("turnout", name) + "?sslmode=require")
                .contains("refuses the connection")
                .contains("SSL")
                .doesNotContain("reached");
    }

    @Test
    void anUnknownHostIsNamed() {
        assertReason("postgres://ann:secret@no-such-host.invalid/turnout")
                .endsWith("the host name no-such-host.invalid is unknown");
    }

    @Test
    void aServerThatDoesNotListenIsNamed() {
        assertReason("postgres://ann:secret@127.0.0.1:1/turnout").endsWith("cannot be reached at 127.0.0.1:1");
    }

    @Test
    void aDatabaseOrUserThatDoesNotExistIsNamed() {
        assertReason(address("turnout", "nowhere"))
                .contains("does not exist on the server")
                .contains("nowhere");
        assertReason(address("nobody", "postgres")).contains("refuses").contains("nobody");
    }

    @Test
    void aValueThatOnlyTheDriverCanRefuseIsExplainedByIt() {
        String name = SharedPostgres.newDatabase().database();

        assertReason(address("turnout", name) + "?prepareThreshold=many").contains("prepareThreshold");
    }
}
