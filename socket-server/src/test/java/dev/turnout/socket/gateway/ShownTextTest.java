package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownTextTest {

    @Test
    void controlCharactersAndDirectionOverridesAreRemoved() {
        assertThat(ShownText.name("A\u0000n\u001bn\r\n")).isEqualTo("Ann");
        assertThat(ShownText.name("\u202eevil\u202c \u2066x\u2069\u200f\u061c")).isEqualTo("evil x");
        assertThat(ShownText.name("A\u2028B\u2029C\ufeffD\u200bE")).isEqualTo("ABCDE");
        assertThat(ShownText.name("half \ud83d surrogate")).isEqualTo("half  surrogate");
        assertThat(ShownText.section(" lot\u202e-1 ")).isEqualTo("lot-1");
    }

    @Test
    void emojiAndScriptsThatNeedJoinersStayAsTheyAre() {
        assertThat(ShownText.name("👩‍👩‍👧 Zoë")).isEqualTo("👩‍👩‍👧 Zoë");
        assertThat(ShownText.name("می‌خواهم")).isEqualTo("می‌خواهم");
    }

    @Test
    void emojiThatAreNewerThanTheJavaVersionStay() {
        String unicode14 = Character.toString(0x1FAE0);
        String reserved = Character.toString(0x1FAFF);
        assertThat(ShownText.name("Zoë " + unicode14 + reserved)).isEqualTo("Zoë " + unicode14 + reserved);
    }

    @Test
    void otherUnassignedCharactersAreRemoved() {
        assertThat(ShownText.name("A\u0378n\uffffn")).isEqualTo("Ann");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "   ", "\u200d", "\u202e\u202c", "\u00a0\u3000", "\u0000", "\u3164\u115f", "\u2800", "\ufe0f"
            })
    void aNameWithNothingVisibleIsNone(String name) {
        assertThat(ShownText.name(name)).isNull();
    }

    @Test
    void lengthsAreCountedInCharacters() {
        assertThat(ShownText.name("🐎".repeat(64))).isEqualTo("🐎".repeat(64));
        refused(() -> ShownText.name("🐎".repeat(65)), "name must have at most 64 characters");
        refused(() -> ShownText.name("x".repeat(1_000_000)), "name must have at most 64 characters");
        refused(() -> ShownText.section("x".repeat(65)), "section must have at most 64 characters");
        refused(() -> ShownText.avatar("https://e.com/" + "x".repeat(500)), "avatar must have at most 512 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                "java\nscript:alert(1)",
                "data:image/png;base64,AAAA",
                "//example.com/a.png",
                "/a.png",
                "https:a.png",
                "https://user:password@example.com/a.png",
                "https://example.com/\" onerror=\"alert(1)",
                "file:///etc/passwd",
                "https://",
            })
    void onlyWebAddressesAreAvatars(String avatar) {
        refused(() -> ShownText.avatar(avatar), "avatar must be an http or https address");
    }

    @Test
    void webAddressesAreAvatars() {
        assertThat(ShownText.avatar("https://example.com/a.png?s=64#x")).isEqualTo("https://example.com/a.png?s=64#x");
        assertThat(ShownText.avatar("HTTP://example.com")).isEqualTo("HTTP://example.com");
    }

    @Test
    void aSectionIsNotCalledLikeThePrototypeOfObjects() {
        refused(() -> ShownText.section("__proto__"), "section must not be '__proto__'");
        refused(() -> ShownText.section("__pro\u202eto__"), "section must not be '__proto__'");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(BadRequest.class).hasMessageContaining(message);
    }
}
