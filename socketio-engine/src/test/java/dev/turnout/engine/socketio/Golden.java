package dev.turnout.engine.socketio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Golden tables: a row a line, cells between bars. */
final class Golden {

    private Golden() {}

    static Stream<Arguments> rows(String table) {
        return table.lines()
                .filter(line -> !line.isBlank())
                .map(line -> Arguments.of(
                        Arrays.stream(line.split(" \\|", -1)).map(String::strip).toArray()));
    }

    /** A cell's bytes: {@code #} begins hex, {@code ~} stands for nothing, everything else for itself. */
    static byte[] bytes(String cell) {
        if (cell.startsWith("#")) {
            return HexFormat.of().parseHex(cell.substring(1).replace(" ", ""));
        }
        return (cell.equals("~") ? "" : cell).getBytes(StandardCharsets.UTF_8);
    }
}
