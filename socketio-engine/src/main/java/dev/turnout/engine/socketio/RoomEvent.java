package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.Outbound;

/**
 * An event to be sent to a room.
 *
 * @param sequence its place in the order of its endpoint's events
 * @param recoverable with its offset as last argument, for sessions that can be continued
 */
record RoomEvent(long sequence, Outbound plain, Outbound recoverable) {}
