package dev.turnout.process;

/** Exit codes of both servers. */
public final class ExitCode {

    /** Stopped by a signal, in order. */
    public static final int STOPPED = 0;

    /** The port, the data directory or the database could not be used. */
    public static final int COULD_NOT_START = 1;

    /** Invalid options or settings. */
    public static final int BAD_SETTINGS = 2;

    /** Ended by an error that nothing handles, for example a class that is not found because the jar was overwritten. */
    public static final int FAILED = 3;

    /** A second signal ended the process before it had stopped in order. */
    public static final int KILLED_BY_SECOND_SIGNAL = 130;

    private ExitCode() {}
}
