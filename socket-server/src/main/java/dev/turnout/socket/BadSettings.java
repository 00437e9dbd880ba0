package dev.turnout.socket;

import java.util.List;

/** The settings do not let the server start. */
final class BadSettings extends Exception {

    private static final long serialVersionUID = 1;

    /** @param problems everything that is wrong, one line each */
    BadSettings(List<String> problems) {
        super("these settings are wrong:\n  - " + String.join("\n  - ", problems));
    }
}
