package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.turnout.settings.BadSettings;
import dev.turnout.settings.RecordValues;
import dev.turnout.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BackendApiConfigTest {

    private static final Path SHIPPED = Path.of("..", "config", "backend-api.env");
    private static final Map<String, String> KEY = Map.of("INTERNAL_API_KEY", "0f3a9c7e5b1d2468aa");

    @Test
    void theShippedFileHasEverySettingWithItsDefault() throws Exception {
        Settings defaults = Settings.of(KEY);
        String byDefault = BackendApiConfig.read(defaults).toString();

        assertThat(BackendApiConfig.read(Settings.of(KEY, SHIPPED))).hasToString(byDefault);
        assertThat(namesIn(SHIPPED)).isEqualTo(new TreeSet<>(defaults.names()));
    }

    private static final String DATABASE = "Optional[jdbc:postgresql://db:5433/turnout, user=ann, password hidden]";

    /** Each setting, a value that is not its default, and where and as what it arrives. */
    private static final String[][] MAPPING = {
        {"INTERNAL_API_KEY", "0f3a9c7e5b1d2468aa,1f3a9c7e5b1d2468aa", "internalKeys", "2 key(s), hidden"},
        {"PORT", "9000", "port", "9000"},
        {"DATA_DIR", "elsewhere", "dataDir", "elsewhere"},
        {"DATABASE_URL", "postgres://ann:secret@db:5433/turnout", "databaseUrl", DATABASE},
        {"SOCKET_SERVER_URL", "http://my_sockets:81", "socketServerUrl", "http://my_sockets:81/"},
        {"PUBLIC_SOCKET_URL", "https://live.example", "publicSocketUrl", "Optional[https://live.example/]"},
        {"ALLOWED_ORIGIN", "https://a.example", "allowedOrigins", "https://a.example"},
        {"TRUSTED_PROXIES", "10.0.0.0/8,::1", "trustedProxies", "[10.0.0.0/8, 0:0:0:0:0:0:0:1/128]"},
        {"FRAME_ANCESTORS", "http://b.example:81", "frameAncestors.origins", "[http://b.example:81]"},
        {"BASE_PATH", "/turnout/", "basePath", "/turnout"},
        {"BODY_TIMEOUT", "14s", "bodyTimeout", "PT14S"},
        {"KEEP_ALIVE_TIMEOUT", "17m", "keepAliveTimeout", "PT17M"},
        {"CONNECTIONS_PER_ADDRESS", "15", "connectionsPerAddress", "15"},
        {"MAX_CONNECTIONS", "16", "maxConnections", "16"},
        {"ADMIN_TOKEN", "0123456789", "adminToken", "set, hidden"},
        {"ADMIN_PASSWORD", "pass#word", "adminPassword", "Optional[pass#word]"},
        {"SAMPLE_AUCTION", "demo", "sampleAuction", "Optional[demo]"},
        {"ADMIN_SESSION", "11h", "adminSession", "PT11H"},
        {"RETENTION_DAYS", "12", "retention", "PT288H"},
        {"RELAY_TIMEOUT", "13s", "relayTimeout", "PT13S"},
    };

    static Stream<Arguments> mapping() {
        return Arrays.stream(MAPPING).map(row -> Arguments.of((Object[]) row));
    }

    @ParameterizedTest
    @MethodSource("mapping")
    void aSettingArrivesInItsOwnComponentAndInNoOther(String name, String value, String component, String expected)
            throws BadSettings {
        Map<String, String> changed = new HashMap<>(KEY);
        changed.put(name, value);

        assertThat(RecordValues.difference(
                        BackendApiConfig.read(Settings.of(KEY)), BackendApiConfig.read(Settings.of(changed))))
                .isEqualTo(Map.of(component, expected));
    }

    @Test
    void theMappingHoldsEverySetting() throws BadSettings {
        Settings settings = Settings.of(KEY);
        BackendApiConfig unused = BackendApiConfig.read(settings);

        assertThat(mapping().map(row -> (String) row.get()[0]).collect(Collectors.toSet()))
                .isEqualTo(settings.names());
    }

    @Test
    void aValueInTheShippedFileIsReallyRead(@TempDir Path folder) throws Exception {
        String changed = Files.readString(SHIPPED)
                .replace("\nPORT=8080", "\nPORT=9999")
                .replace("\nRETENTION_DAYS=90", "\nRETENTION_DAYS=7");
        Path file = Files.writeString(folder.resolve("changed.env"), changed);

        BackendApiConfig config = BackendApiConfig.read(Settings.of(KEY, file));
        assertThat(config.port()).isEqualTo(9999);
        assertThat(config.retention()).hasDays(7);
        assertThat(BackendApiConfig.read(
                                Settings.of(Map.of("INTERNAL_API_KEY", "0f3a9c7e5b1d2468aa", "PORT", "1"), file))
                        .port())
                .as("the environment goes first")
                .isEqualTo(1);
    }

    private static Set<String> namesIn(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> !line.startsWith("#") && line.contains("="))
                    .map(line -> line.substring(0, line.indexOf('=')))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceAndNoSecretIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.env"), "PROT=8080\nADMIN_TOKEN=abc\n");
        Map<String, String> environment = Map.of(
                "INTERNAL_API_KEY", "secret,x",
                "PORT", "80 80",
                "RETENTION_DAYS", "0",
                "SOCKET_SERVER_URL", "localhost:8081",
                "ALLOWED_ORIGIN", "example.com",
                "FRAME_ANCESTORS", "https://a.example; script-src *",
                "ADMIN_PASSWORD", "pass",
                "ADMIN_SESSION", "forever",
                "SAMPLE_AUCTION", "a/b",
                "RELAY_TIMEOUT", "1h");

        List<String> problems = problems(Settings.of(environment, file));
        assertThat(problems)
                .hasSize(12)
                .anyMatch(problem -> problem.startsWith("INTERNAL_API_KEY is shorter than 16"))
                .anyMatch(problem -> problem.startsWith("PORT '80 80' is not a whole number"))
                .anyMatch(problem -> problem.startsWith("RETENTION_DAYS 0 is not between 1 and 3650"))
                .anyMatch(problem -> problem.startsWith("SOCKET_SERVER_URL is not an http or https URL"))
                .anyMatch(problem -> problem.startsWith("ALLOWED_ORIGIN 'example.com' is not an origin"))
                .anyMatch(problem -> problem.startsWith("FRAME_ANCESTORS 'https://a.example; script-src *' is not"))
                .anyMatch(problem -> problem.startsWith("ADMIN_PASSWORD is shorter than 8"))
                .anyMatch(problem -> problem.startsWith("ADMIN_TOKEN is shorter than 8"))
                .anyMatch(problem -> problem.startsWith("ADMIN_SESSION 'forever' is not a duration"))
                .anyMatch(problem -> problem.startsWith("SAMPLE_AUCTION an auction id has"))
                .anyMatch(problem -> problem.startsWith("RELAY_TIMEOUT '1h' is not between"))
                .anyMatch(problem -> problem.startsWith("PROT is not a setting"));
        assertThat(String.join("", problems)).doesNotContain("secret").doesNotContain("'pass'");
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "' ', is empty",
        "changeme, is a well-known value|is shorter",
        "your-internal-api-key, is a well-known value",
        "aaaaaaaaaaaaaaaaaaaaaaaa, is a well-known value",
        "'0f3a9c7e5b1d2468aa,', is empty",
    })
    void withoutAKeyOfItsOwnItDoesNotStart(String key, String words) {
        assertThat(problems(Settings.of(Map.of("INTERNAL_API_KEY", key))))
                .singleElement()
                .asString()
                .matches("INTERNAL_API_KEY (" + words + ").*");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8081/path",
        "http://localhost:8081/?x=1",
        "ftp://localhost",
        "http://user:pw@localhost",
        "http://",
    })
    void theOtherServerIsNamedBySchemeHostAndPortOnly(String url) {
        assertThat(problems(Settings.of(Map.of("INTERNAL_API_KEY", "0f3a9c7e5b1d2468aa", "SOCKET_SERVER_URL", url))))
                .singleElement()
                .asString()
                .startsWith("SOCKET_SERVER_URL");
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://ann:secret@db/turnout, must begin with postgres:// or mongodb://",
        "mongodb://ann:secret@db, must name the database",
        "postgres://ann:secret@db, must have user",
        "postgres://ann:secret@db/turnout?sslmod=require, has the option 'sslmod'",
        "postgres://ann:secret@db/turnout?sslmode=bogus, valid are disable",
        "mongodb://ann:secret@db/turnout?bogus=1, has the option 'bogus'",
    })
    void aDatabaseIsNamedByASupportedAddress(String url, String reason) {
        assertThat(problems(Settings.of(Map.of("INTERNAL_API_KEY", "0f3a9c7e5b1d2468aa", "DATABASE_URL", url))))
                .singleElement()
                .asString()
                .contains(reason)
                .doesNotContain("secret");
    }

    @Test
    void noSecretIsInItsText() throws Exception {
        String text = BackendApiConfig.read(Settings.of(Map.of(
                        "INTERNAL_API_KEY", "0f3a9c7e5b1d2468aa",
                        "ADMIN_TOKEN", "very-secret-token",
                        "ADMIN_PASSWORD", "very-secret-password")))
                .toString();

        assertThat(text).doesNotContain("0f3a9c7e").doesNotContain("very-secret");
    }

    private static List<String> problems(Settings settings) {
        BadSettings wrong = catchThrowableOfType(BadSettings.class, () -> BackendApiConfig.read(settings));
        assertThat(wrong).isNotNull();
        return wrong.problems();
    }
}
