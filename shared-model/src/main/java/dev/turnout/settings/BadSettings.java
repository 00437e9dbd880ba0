package dev.turnout.settings;

import java.util.List;

/** The settings do not allow the server to start. The message lists every problem, one per line. */
public final class BadSettings extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    BadSettings(List<String> problems) {
        super("invalid settings:\n  - " + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each starts with the name of the setting; none contains a secret. */
    public List<String> problems() {
        return problems;
    }
}
