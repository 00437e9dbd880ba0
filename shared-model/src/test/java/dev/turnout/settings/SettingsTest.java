package dev.turnout.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void everyProblemIsReportedAtOnce(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("a.env"), "not a line\nUNKNOWN=1\nPORT=x\n");
        Settings settings = Settings.of(Map.of("SIZE", "9"), file);
        assertThat(settings.integer("PORT", 80, 0, 65_535)).isEqualTo(80);
        assertThat(settings.integer("SIZE", 1, 0, 5)).isEqualTo(1);

        assertThatThrownBy(settings::check)
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("\n  - line 1 of the file is not NAME=value")
                .hasMessageContaining("\n  - UNKNOWN is not a setting")
                .hasMessageContaining("\n  - PORT 'x' is not a whole number")
                .hasMessageContaining("\n  - SIZE 9 is not between 0 and 5");
    }

    @Test
    void quotesInTheEnvironmentAreAWarningWithoutTheValue() throws BadSettings {
        Settings settings = Settings.of(Map.of("KEY", "\"secret\"", "OTHER", "'x'"));
        assertThat(settings.text("KEY")).contains("\"secret\"");
        settings.check();

        assertThat(settings.warnings())
                .containsExactly("KEY is in quotes in the environment; the quotes are part of the value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "https://backend.example",
                "http://my_backend:8080",
                "http://backend_1",
                "http://[::1]:8080",
                "http://10.0.0.1:8080",
                "HTTP://EXAMPLE.com",
            })
    void aServerUrlMayHaveUnderscoresInItsHost(String text) {
        assertThat(ServerUrl.parseWithoutPath(text)).hasToString(text);
        assertThat(ServerUrl.parse(text + "/")).hasToString(text);
        assertThat(ServerUrl.parse(text + "/base")).hasToString(text + "/base");
        assertThatThrownBy(() -> ServerUrl.parseWithoutPath(text + "/base")).hasMessageContaining("path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8080",
                "ftp://localhost",
                "http://",
                "http://user:secret@localhost",
                "http://localhost?secret",
                "http://localhost#secret",
                "http://local host",
                "http://localhost:99999",
                "http://localhost:0",
            })
    void whatIsNoServerUrlIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> ServerUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void anEmptyVariableOfTheEnvironmentLeavesTheValueOfTheFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("server.env"), "REDIS_URL=redis://cache\n");
        assertThat(Settings.of(Map.of("REDIS_URL", " "), file).text("REDIS_URL"))
                .contains("redis://cache");
        assertThat(Settings.of(Map.of("REDIS_URL", "redis://other"), file).text("REDIS_URL"))
                .contains("redis://other");
    }

    @Test
    void aDurationOutOfRangeIsReportedWithItsRange() {
        Settings settings = Settings.of(Map.of("WAIT", "2h"));
        settings.duration("WAIT", Duration.ofSeconds(5), Duration.ofMillis(1), Duration.ofSeconds(90));
        assertThatThrownBy(settings::check).hasMessageContaining("WAIT '2h' is not between 1ms and 90s");
    }
}
