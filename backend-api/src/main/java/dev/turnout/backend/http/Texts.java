package dev.turnout.backend.http;

import java.util.function.IntPredicate;

/** Text fields of request bodies, without surrounding spaces. */
final class Texts {

    private Texts() {}

    /** One line of 1 to {@code longest} characters without control characters. */
    static String line(String field, String text, int longest) {
        return checked(field, text, longest, Texts::isUnprintable);
    }

    /** As {@link #line}, and tabs and line breaks are allowed; the latter become {@code \n}. */
    static String lines(String field, String text, int longest) {
        String unified = text.replace("\r\n", "\n");
        return checked(
                field,
                unified,
                longest,
                codePoint -> codePoint != '\n' && codePoint != '\t' && isUnprintable(codePoint));
    }

    private static String checked(String field, String text, int longest, IntPredicate isForbidden) {
        String stripped = text.strip();
        int length = stripped.codePointCount(0, stripped.length());
        if (length == 0 || length > longest || stripped.codePoints().anyMatch(isForbidden)) {
            throw Problem.badRequest(field + " is required: 1 to " + longest + " printable characters");
        }
        return stripped;
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }
}
