package dev.turnout.socket.geo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.testkit.CountryFile;
import dev.turnout.thread.ManualOwnerThread;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
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

    private CountryDatabase started() {
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
        assertThat(database.failures()).as("once for as long as it stays so").isEqualTo(1);
        assertThat(database.isStale()).isTrue();

        Files.delete(file);
        thread.advance(Duration.ofSeconds(10));
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.failures()).as("once for as long as it is missing").isEqualTo(2);
        assertThat(database.countryOf(address("198.51.100.1"))).isEqualTo("NO");

        new CountryFile().with("192.0.2.0/24", "FI").write(file);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("FI");
        assertThat(database.reloads()).isEqualTo(2);
        assertThat(database.isStale()).isFalse();
    }

    @Test
    void aFileThatIsBackUnchangedIsInUseAgain() throws IOException {
        CountryDatabase database = started();
        Path aside = Files.move(file, folder.resolve("aside"));
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.isStale()).isTrue();

        Files.move(aside, file);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.isStale()).isFalse();
        assertThat(database.reloads()).isZero();
        assertThat(database.failures()).isEqualTo(1);
    }

    @Test
    void aFolderInItsPlaceLeavesTheOneBeforeInUse() throws IOException {
        CountryDatabase database = started();
        Files.delete(file);
        Files.createDirectory(file);
        thread.advance(Duration.ofSeconds(10));

        assertThat(database.isStale()).isTrue();
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("CH");
    }

    @Test
    void aFileThatIsWrittenWhileItIsReadLeavesTheOneBeforeInUseUntilItIsWhole() throws IOException {
        CountryDatabase database = started();
        Path next = folder.resolve("next.mmdb");
        new CountryFile().with("192.0.2.0/24", "AT").write(next);
        byte[] whole = Files.readAllBytes(next);
        for (int written = 0; written < whole.length; written++) {
            Files.write(file, Arrays.copyOf(whole, written));
            thread.advance(Duration.ofSeconds(10));
            assertThat(database.isStale())
                    .as("%d of %d bytes", written, whole.length)
                    .isTrue();
            assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("CH");
        }

        Files.write(file, whole);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("AT");
        assertThat(database.isStale()).isFalse();
    }

    /** For example after a chmod, which changes neither the file's time nor its size. */
    @Test
    void aFileThatCannotBeReadIsTriedAgainThoughItHasNotChanged() throws IOException {
        CountryDatabase database = started();
        Path next = folder.resolve("next.mmdb");
        new CountryFile().with("192.0.2.0/24", "AT").write(next);
        byte[] whole = Files.readAllBytes(next);
        Files.write(file, new byte[whole.length]);
        FileTime time = Files.getLastModifiedTime(file);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.isStale()).isTrue();

        Files.write(file, whole);
        Files.setLastModifiedTime(file, time);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("AT");
    }

    /** A half-written file must not keep the audience away after a restart. */
    @Test
    void aFileThatCannotBeReadAtTheStartIsTriedAgain() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        CountryDatabase database = started();
        assertThat(database.isStale()).isTrue();
        assertThat(database.failures()).isOne();
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo(CountryDatabase.UNKNOWN);

        Files.write(file, whole);
        thread.advance(Duration.ofSeconds(10));
        assertThat(database.isStale()).isFalse();
        assertThat(database.countryOf(address("192.0.2.1"))).isEqualTo("CH");
    }
}
