package dev.turnout.socket.audience;

/** Reads both clocks. Any thread. */
@FunctionalInterface
public interface MomentSource {

    Moment now();
}
