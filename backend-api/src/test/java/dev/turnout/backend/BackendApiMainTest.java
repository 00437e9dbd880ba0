package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BackendApiMainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder = Path.of("");

    @Test
    void helpShowsTheOptionsAndEverySetting() {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(out.toString())
                .contains("--config=FILE")
                .contains("--reset-admin-password")
                .contains("INTERNAL_API_KEY=")
                .contains("RETENTION_DAYS=90")
                .contains("openssl rand -hex 32");
    }

    @Test
    void versionNamesTheServer() {
        assertThat(run(Map.of(), "--version")).isZero();
        assertThat(out.toString()).startsWith("backend-api ");
    }

    @Test
    void wrongSettingsAreListedAndTheExitCodeIsTwo() {
        assertThat(run(Map.of("PORT", "x"))).isEqualTo(2);
        assertThat(err.toString())
                .contains("backend-api does not start: invalid settings:")
                .contains("INTERNAL_API_KEY is empty")
                .contains("PORT 'x' is not a whole number");
    }

    @Test
    void aFileThatIsNotThereIsAProblemLikeAnyOther() {
        assertThat(run(Map.of("INTERNAL_API_KEY", Backend.KEY), "--config", "no-such-file"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot read no-such-file");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run(Map.of(), "--no-such")).isEqualTo(2);
        assertThat(err.toString()).contains("--no-such");
    }

    @Test
    void aFolderThatCannotBeUsedIsSaidInWordsAndTheExitCodeIsOne() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(run(Map.of("INTERNAL_API_KEY", Backend.KEY, "DATA_DIR", file.toString())))
                .isEqualTo(1);
        assertThat(err.toString()).contains("does not start: cannot write to").contains("DATA_DIR");
    }

    @Test
    void aPortThatIsTakenEndsItWithOneBeforeAPasswordIsMade() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> settings = Map.of(
                    "INTERNAL_API_KEY", Backend.KEY,
                    "DATA_DIR", folder.toString(),
                    "PORT", String.valueOf(taken.getLocalPort()));
            assertThat(run(settings)).isEqualTo(1);
        }
        assertThat(err.toString())
                .contains("does not start: cannot listen on port")
                .contains("PORT");
        assertThat(out.toString()).doesNotContain("password");
        try (Storage storage = new SqliteStorage(folder)) {
            storage.start();
            assertThat(storage.adminPassword("admin")).isEmpty();
        }
    }

    @Test
    void aLostPasswordCanBeSetAnew() throws Exception {
        try (Backend backend = new Backend(folder)) {
            assertThat(backend.dataDir()).isEqualTo(folder);
        }
        Map<String, String> settings =
                new HashMap<>(Map.of("INTERNAL_API_KEY", Backend.KEY, "DATA_DIR", folder.toString()));
        assertThat(run(settings, "--reset-admin-password")).isZero();
        String password = out.toString().strip().replaceFirst("Admin password \\(shown only now\\): ", "");

        try (Backend backend = new Backend(folder)) {
            assertThat(password).matches("[A-Za-z0-9]{20}");
            assertThat(login(backend, Backend.PASSWORD)).isEqualTo(401);
            assertThat(login(backend, password)).isEqualTo(200);
        }
    }

    @Test
    void aPasswordOfTheSettingsIsSetAndNotPrinted() throws Exception {
        Map<String, String> settings = Map.of(
                "INTERNAL_API_KEY", Backend.KEY, "DATA_DIR", folder.toString(), "ADMIN_PASSWORD", "another password");
        assertThat(run(settings, "--reset-admin-password")).isZero();

        assertThat(out.toString()).contains("ADMIN_PASSWORD").doesNotContain("another password");
        try (Backend backend = new Backend(folder)) {
            assertThat(login(backend, "another password")).isEqualTo(200);
        }
    }

    private static int login(Backend backend, String password) {
        return backend.send("POST", "/api/v1/admin/session", "{\"password\":\"" + password + "\"}")
                .status();
    }

    @Test
    void theFirstAdminsPasswordIsMadeOnceAndNotAgain() throws Exception {
        StringBuilder told = new StringBuilder();
        for (int start = 0; start < 2; start++) {
            BackendApi server = new BackendApi(
                    BackendApiConfig.read(dev.turnout.settings.Settings.of(
                            Map.of("INTERNAL_API_KEY", Backend.KEY, "DATA_DIR", folder.toString(), "PORT", "0"))),
                    new HandClock("2026-05-04T12:00:30Z"));
            server.start(told::append);
            server.close();
        }

        assertThat(told.toString()).hasSize(20);
        try (Storage storage = new SqliteStorage(folder)) {
            storage.start();
            assertThat(storage.adminPassword("admin")).isPresent();
        }
    }

    @Test
    void aDatabaseIsCopiedAndThePasswordStillWorks() throws Exception {
        try (Backend backend = new Backend(folder)) {
            backend.withAuction("123");
            backend.snapshot("123", Backend.minute("2026-05-04T11:58:00Z", 10));
            assertThat(run(
                            Map.of(),
                            "migrate",
                            "--from",
                            "sqlite:" + folder.resolve("backend-api.db"),
                            "--to",
                            target()))
                    .as("a server uses the database")
                    .isEqualTo(1);
        }
        assertThat(err.toString()).contains("is used by another process");

        assertThat(run(Map.of(), "migrate", "--from", "sqlite:" + folder.resolve("backend-api.db"), "--to", target()))
                .isZero();
        assertThat(out.toString()).contains("123 copied, 1 snapshots").contains("Copied and verified: 1 auctions");
        try (Backend copy = new Backend(folder.resolve("copy"))) {
            assertThat(login(copy, Backend.PASSWORD)).isEqualTo(200);
            assertThat(copy.chart("123").get("snapshots").findValuesAsText("viewerCount"))
                    .containsExactly("10");
        }
    }

    private String target() {
        return "sqlite:" + folder.resolve("copy/backend-api.db");
    }

    @Test
    void theHelpOfAMigrationShowsTheAddresses() {
        assertThat(run(Map.of(), "migrate", "--help")).isZero();
        assertThat(out.toString())
                .contains("sqlite:FILE")
                .contains("postgres://")
                .contains("mongodb://");
    }

    @Test
    void aMigrationNeedsTwoAddressesThatItKnows() {
        assertThat(run(Map.of(), "migrate", "--from", "sqlite:x.db")).isEqualTo(2);
        assertThat(run(Map.of(), "migrate", "--from", "sqlite:x.db", "--to", "mysql://ann:secret@db/x"))
                .isEqualTo(2);
        assertThat(run(Map.of(), "migrate", "--from", "sqlite:" + folder.resolve("no.db"), "--to", target()))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("--to")
                .contains("must begin with sqlite:, postgres:// or mongodb://")
                .contains("there is no file")
                .doesNotContain("secret");
    }

    @Test
    void anExpiryThatNoServerCouldHaveIsRefused() {
        for (String days : List.of("0", "-1", "3651")) {
            assertThat(run(
                            Map.of(),
                            "migrate",
                            "--from",
                            "sqlite:" + folder.resolve("no.db"),
                            "--to",
                            target(),
                            "--retention-days",
                            days))
                    .isEqualTo(2);
        }
        assertThat(err.toString()).contains("--retention-days must be between 1 and 3650");
    }

    @Test
    void aDatabaseIsNotCopiedIntoItself() throws Exception {
        Path file = Files.createFile(folder.resolve("a.db"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);

        assertThat(migrate("sqlite:" + file, "sqlite:" + link.resolve("a.db"))).isEqualTo(2);
        assertThat(migrate("postgres://ann:secret@localhost/x", "postgres://bob:secret@127.0.0.1:5432/x"))
                .isEqualTo(2);
        assertThat(migrate("mongodb://ann:secret@localhost/x", "mongodb://127.0.0.1/x"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--from and --to are the same database")
                .doesNotContain("is used by another process")
                .doesNotContain("secret");
        assertThat(Files.size(file)).isZero();
    }

    @Test
    void twoFilesOfOneDirectoryAreRefusedWithTheReason() throws Exception {
        Path file = Files.createFile(folder.resolve("a.db"));

        assertThat(migrate("sqlite:" + file, "sqlite:" + folder.resolve("b.db")))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--from and --to are files in the same directory")
                .doesNotContain("is used by another process");
    }

    private int migrate(String from, String to) {
        return run(Map.of(), "migrate", "--from", from, "--to", to);
    }

    private int run(Map<String, String> environment, String... arguments) {
        CommandLine command = new BackendApiMain(environment, new HandClock("2026-05-04T12:00:30Z")).commandLine();
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        return command.execute(arguments);
    }
}
