package dev.turnout.engine.engineio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import java.time.Duration;

/** The open packet's JSON (Engine.IO protocol, "Handshake"), all but the sid written once. */
final class OpenPacket {

    private final String polling;
    private final String webSocket;

    OpenPacket(Timings timings, Limits limits) {
        this.polling = rest("[\"websocket\"]", timings, limits);
        this.webSocket = rest("[]", timings, limits);
    }

    private static String rest(String upgrades, Timings timings, Limits limits) {
        return "\",\"upgrades\":" + upgrades + ",\"pingInterval\":" + millis(timings.pingInterval())
                + ",\"pingTimeout\":" + millis(timings.pingTimeout()) + ",\"maxPayload\":" + limits.maxPayload() + "}";
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    Outbound forPolling(String sid) {
        return Outbound.control("0{\"sid\":\"" + sid + polling);
    }

    Outbound forWebSocket(String sid) {
        return Outbound.control("0{\"sid\":\"" + sid + webSocket);
    }
}
