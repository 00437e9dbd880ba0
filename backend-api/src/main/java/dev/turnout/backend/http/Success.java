package dev.turnout.backend.http;

/** An answer without data: the request was carried out. */
record Success(boolean success, String message) {

    static Success of(String message) {
        return new Success(true, message);
    }
}
