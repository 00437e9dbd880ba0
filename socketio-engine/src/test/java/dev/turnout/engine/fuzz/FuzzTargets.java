package dev.turnout.engine.fuzz;

import dev.turnout.engine.engineio.PayloadFuzz;
import dev.turnout.engine.http.ForwardedFuzz;
import dev.turnout.engine.socketio.PacketFuzz;
import dev.turnout.engine.socketio.RecoveryFuzz;
import dev.turnout.engine.websocket.FrameFuzz;
import dev.turnout.testkit.fuzz.FuzzTarget;
import dev.turnout.testkit.fuzz.Seeds;
import java.io.IOException;
import java.util.stream.Stream;

/** What of the engine is fuzzed. */
public final class FuzzTargets {

    private FuzzTargets() {}

    static Stream<FuzzTarget> all() {
        return Stream.of(
                new FuzzTarget("packet", PacketFuzz.class, PacketFuzz::fuzzerTestOneInput, PacketFuzz::seeds),
                new FuzzTarget("payload", PayloadFuzz.class, PayloadFuzz::fuzzerTestOneInput, PayloadFuzz::seeds),
                new FuzzTarget("frame", FrameFuzz.class, FrameFuzz::fuzzerTestOneInput, FrameFuzz::seeds),
                new FuzzTarget("http", HttpFuzz.class, HttpFuzz::fuzzerTestOneInput, HttpFuzz::seeds),
                new FuzzTarget("recovery", RecoveryFuzz.class, RecoveryFuzz::fuzzerTestOneInput, RecoveryFuzz::seeds),
                new FuzzTarget(
                        "forwarded", ForwardedFuzz.class, ForwardedFuzz::fuzzerTestOneInput, ForwardedFuzz::seeds));
    }

    /** @param args the target, the folder for its seeds */
    public static void main(String... args) throws IOException {
        Seeds.write(all(), args);
    }
}
