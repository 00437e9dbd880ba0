package dev.turnout.backend.storage.sql;

/** Reads natural numbers from a text that has one space between two of them. One thread. */
final class JoinedNumbers {

    private final String text;
    private int position;

    JoinedNumbers(String text) {
        this.text = text;
    }

    boolean hasNext() {
        return position < text.length();
    }

    long next() {
        long number = 0;
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c == ' ') {
                break;
            }
            number = 10 * number + (c - '0');
        }
        return number;
    }
}
