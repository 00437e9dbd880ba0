package dev.turnout.backend.http;

/** An answer that only says that it was done. */
record Success(boolean success, String message) {

    static Success saying(String message) {
        return new Success(true, message);
    }
}
