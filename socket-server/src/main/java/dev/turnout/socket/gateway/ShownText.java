package dev.turnout.socket.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Text of one viewer that other viewers are shown: bounded, and without characters that change what surrounds it. */
final class ShownText {

    static final int LONGEST_NAME = 64;
    static final int LONGEST_AVATAR = 512;
    static final int LONGEST_SECTION = 64;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** From Mahjong Tiles to Symbols and Pictographs Extended-A. */
    private static final int FIRST_EMOJI = 0x1F000;

    private static final int LAST_EMOJI = 0x1FAFF;

    /** Letters and symbols of Unicode that are drawn as nothing: Hangul fillers and the empty Braille pattern. */
    private static final String INVISIBLE = "\u115f\u1160\u3164\uffa0\u2800";

    private static final String PROTOTYPE = "__proto__";

    private ShownText() {}

    /** Null when nothing visible is left. */
    static @Nullable String name(String text) {
        return clean("name", text, LONGEST_NAME);
    }

    /** Null when nothing visible is left. */
    static @Nullable String section(String text) {
        String section = clean("section", text, LONGEST_SECTION);
        if (PROTOTYPE.equals(section)) {
            throw new BadRequest("section must not be '" + PROTOTYPE + "'");
        }
        return section;
    }

    /** Null when it is blank. */
    static @Nullable String avatar(String text) {
        String address = clean("avatar", text, LONGEST_AVATAR);
        if (address != null && !isWebAddress(address)) {
            throw new BadRequest("avatar must be an http or https address");
        }
        return address;
    }

    private static boolean isWebAddress(String address) {
        try {
            URI uri = new URI(address);
            String scheme = uri.getScheme();
            return uri.getRawAuthority() != null
                    && uri.getRawUserInfo() == null
                    && ("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static @Nullable String clean(String field, String text, int longest) {
        String stripped = text.strip();
        if (stripped.codePointCount(0, stripped.length()) > longest) {
            throw new BadRequest(field + " must have at most " + longest + " characters");
        }
        StringBuilder clean = new StringBuilder(stripped.length());
        stripped.codePoints().filter(ShownText::isShown).forEach(clean::appendCodePoint);
        String shown = clean.toString().strip();
        return shown.codePoints().anyMatch(ShownText::isVisible) ? shown : null;
    }

    /** Not control characters, direction overrides, other format characters, line separators and half surrogates. */
    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.UNASSIGNED -> isReservedForEmoji(character);
            case Character.FORMAT -> isJoiner(character);
            default -> true;
        };
    }

    /** Java 17 has the characters of Unicode 13; emoji of later versions are in these blocks. */
    private static boolean isReservedForEmoji(int character) {
        return character >= FIRST_EMOJI && character <= LAST_EMOJI;
    }

    /** Some scripts and many emoji are written with these format characters. */
    private static boolean isJoiner(int character) {
        return character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
    }

    /** Whether it is seen by itself: a mark is seen only above or below another character. */
    private static boolean isVisible(int character) {
        return !Character.isWhitespace(character)
                && !Character.isSpaceChar(character)
                && !isJoiner(character)
                && Character.getType(character) != Character.NON_SPACING_MARK
                && INVISIBLE.indexOf(character) < 0;
    }
}
