package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** The pid and the offset of a client that comes back: only a pid that was issued is accepted. */
public final class RecoveryFuzz {

    private static final RecoveryTokensTest ISSUED = new RecoveryTokensTest();

    private RecoveryFuzz() {}

    /** @param input a pid, then perhaps a line break and an offset */
    public static void fuzzerTestOneInput(byte[] input) {
        String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 2);
        ObjectNode auth = JsonNodeFactory.instance.objectNode().put("pid", lines[0]);
        if (lines.length > 1) {
            auth.put("offset", lines[1]);
        }
        Optional<RecoveryPoint> point = ISSUED.read(auth);
        if (point.isPresent()) {
            assertThat(lines[0]).isEqualTo(ISSUED.pid());
            assertThat(point.get().lastReceived()).isGreaterThanOrEqualTo(Offset.ofRoomEvent(RecoveryTokensTest.BEGIN));
        }
        Optional<Offset> offset = Offset.parse(lines[0]);
        offset.ifPresent(
                read -> assertThat(Offset.parse(read.json().replace("\"", ""))).contains(read));
    }

    public static Stream<byte[]> seeds() {
        String pid = ISSUED.pid();
        return Stream.of(
                        pid,
                        pid + "\nrs",
                        pid + "\nrt.1",
                        pid + "\n1.1.1",
                        pid.toUpperCase(java.util.Locale.ROOT),
                        "zz.zz",
                        "",
                        "\n")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }
}
