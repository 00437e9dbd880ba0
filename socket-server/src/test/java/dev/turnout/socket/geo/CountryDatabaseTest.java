package dev.turnout.socket.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.testkit.CountryFile;
import dev.turnout.thread.ManualOwnerThread;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountryDatabaseTest {

    private final ManualOwnerThread thread = new ManualOwnerThread();

    @TempDir
    Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("countries.mmdb");
        new CountryFile()
                .with("192.0.2.0/24", "CH")
                .with("198.51.100.0/25", "SE")
                .with("203.0.113.0/24", "not a code")
                .with("2001:db8::/32", "DE")
                .write(file);
    }

    private CountryDatabase started() throws IOException {
        CountryDatabase database = new CountryDatabase(file, thread);
        database.start();
        return database;
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.getByName(text);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0, CH",
        "192.0.2.255, CH",
        "198.51.100.127, SE",
        "198.51.100.128, unknown",
        "2001:db8:ffff::1, DE",
        "2001:db9::1, unknown",
        "203.0.113.1, unknown",
        "127.0.0.1, unknown",
        "10.0.0.1, unknown",
        "::1, unknown",
    })
    void anAddressIsInTheCountryOfItsNetworkOrInAnUnknownOne(String address, String country) throws IOException {
        CountryDatabase database = started();

        assertThat(database.countryOf(address(address))).isEqualTo(country);
        assertThat(database.failures()).isZero();
    }

    @Test
    void aReplacedFileIsReadAgainAndOneThatCannotBeReadIsNot() throws IOException {
        CountryDatabase database = started();
        new CountryFile()
                .with("192.0.2.0/24", "AT")
                .with("198.51.100.0/24", "NO")
                .write(file);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("AT");
        assertThat(database.reloads()).isEqualTo(1);

        Files.writeString(file, "not a database");
        thread.advance(Duration.ofSeconds(10));
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.countryOf(address("198.51.100.1"))).isEqualTo("NO");
        assertThat(database.failures()).isEqualTo(1);

        Files.delete(file);
        thread.advance(Duration.ofSeconds(10));
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.failures()).as("once for as long as it is missing").isEqualTo(2);
        assertThat(database.countryOf(address("198.51.100.1"))).isEqualTo("NO");

        new CountryFile().with("192.0.2.0/24", "FI").write(file);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("FI");
        assertThat(database.reloads()).isEqualTo(2);
    }

    @Test
    void aFileOfAnotherFormatIsNamedAtTheStart() throws IOException {
        Files.writeString(file, "not a database");

        assertThatThrownBy(this::started)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("GEO_DB")
                .hasMessageContaining("countries.mmdb");
    }
}
