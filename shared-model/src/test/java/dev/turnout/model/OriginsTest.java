package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private final Origins origins =
            Origins.of(List.of("https://bid.example.com", "http://localhost:3000", "https://*.example.org"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bid.example.com",
                "HTTPS://BID.EXAMPLE.COM",
                "http://localhost:3000",
                "https://a.example.org",
                "https://a.b.example.org",
            })
    void theListedOriginsAndSubdomainsAreAllowed(String origin) {
        assertThat(origins.allows(origin)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://bid.example.com",
                "https://bid.example.com:8443",
                "https://bid.example.com.evil.net",
                "https://localhost",
                "https://example.org",
                "https://.example.org",
                "https://evilexample.org",
                "https://evil.net/.example.org",
                "https://evil.net?.example.org",
                "https://a.example.org:8443",
                "null",
                "",
            })
    void everyOtherIsNot(String origin) {
        assertThat(origins.allows(origin)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example:443, https://shop.example",
        "https://shop.example, https://shop.example:443",
        "http://shop.example:80, http://shop.example",
        "https://*.example.org, https://a.example.org:443",
        "http://my_service:3000, http://my_service:3000",
        "https://*.example.org, https://my_shop.example.org",
        "http://[::1]:3000, http://[::1]:3000",
        "null, null",
        "file://, file://",
        "capacitor://localhost, capacitor://localhost",
    })
    void defaultPortsUnderscoresAndOriginsWithoutHostWork(String setting, String origin) {
        assertThat(Origins.of(List.of(setting)).allows(origin)).isTrue();
    }

    @Test
    void anOtherPortThanTheDefaultIsAnotherOrigin() {
        assertThat(Origins.of(List.of("https://shop.example")).allows("https://shop.example:80"))
                .isFalse();
        assertThat(Origins.of(List.of("http://shop.example:443")).allows("http://shop.example"))
                .isFalse();
    }

    @Test
    void aStarAllowsAllAndAnEmptyListNone() {
        assertThat(Origins.of(List.of("*")).allows("https://anything.example")).isTrue();
        assertThat(Origins.of(List.of()).allows("https://anything.example")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"example.com", "https://example.com/", "https://example.com/x", "https://a b", "https://x?y"})
    void whatIsNoOriginIsRefusedByName(String pattern) {
        assertThatThrownBy(() -> Origins.of(List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(pattern)
                .hasMessageContaining("https://*.example.com");
    }
}
