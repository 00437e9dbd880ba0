package dev.turnout.engine.socketio;

import dev.turnout.engine.engineio.Outbound;

/**
 * An event to be sent to a room.
 *
 * @param sequence its number among the events of its endpoint
 * @param recoverable with its offset as last argument, for sessions that can be continued
 */
record RoomEvent(long sequence, Outbound plain, Outbound recoverable) {}
