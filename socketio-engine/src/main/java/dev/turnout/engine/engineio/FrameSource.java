package dev.turnout.engine.engineio;

import dev.turnout.engine.websocket.WebSocket;

/** Something to send, and its websocket frames: made anew for one client, shared in a broadcast. */
public interface FrameSource {

    Outbound outbound();

    /** Sends the frames in this form. */
    void sendTo(WebSocket socket, WireForm form);
}
