package dev.turnout.engine.socketio;

/**
 * A place in a room that a session is about to take.
 *
 * @param takenAt the last event before it
 */
record Reservation(LoopRoom room, long takenAt) {}
