package dev.turnout.socket.fuzz;

import dev.turnout.http.JsonBodyFuzz;
import dev.turnout.settings.EnvFileFuzz;
import dev.turnout.socket.gateway.PublishFuzz;
import dev.turnout.socket.gateway.ViewerFuzz;
import dev.turnout.testkit.fuzz.FuzzTarget;
import dev.turnout.testkit.fuzz.Seeds;
import java.io.IOException;
import java.util.stream.Stream;

/** What of socket-server, and of what both servers share, is fuzzed. */
public final class FuzzTargets {

    private FuzzTargets() {}

    static Stream<FuzzTarget> all() {
        return Stream.of(
                new FuzzTarget("settings", EnvFileFuzz.class, EnvFileFuzz::fuzzerTestOneInput, EnvFileFuzz::seeds),
                new FuzzTarget("json", JsonBodyFuzz.class, JsonBodyFuzz::fuzzerTestOneInput, JsonBodyFuzz::seeds),
                new FuzzTarget("publish", PublishFuzz.class, PublishFuzz::fuzzerTestOneInput, PublishFuzz::seeds),
                new FuzzTarget("viewer", ViewerFuzz.class, ViewerFuzz::fuzzerTestOneInput, ViewerFuzz::seeds));
    }

    /** @param args the target, the folder for its seeds */
    public static void main(String... args) throws IOException {
        Seeds.write(all(), args);
    }
}
