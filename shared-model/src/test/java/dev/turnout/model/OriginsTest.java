package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
