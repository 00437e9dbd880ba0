package dev.turnout.engine.abuse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** What one connection of a flood does before it stays where it is. */
enum Flood {
    SAYS_NOTHING(connection -> {}),
    HEADERS_WITHOUT_END(
            connection -> connection.send("GET /test/ HTTP/1.1\r\nHost: x\r\nX-" + "y".repeat(2000) + ": z\r\n")),
    NEVER_CONNECTS(connection -> connection.send(webSocket())),
    NEVER_READS(connection -> {
        connection.send(webSocket()).send(text("40"));
        connection.sendRefused(Bytes.times(20, text("42[\"e\",\"" + "x".repeat(4000) + "\"]")));
    }),
    TINY_FRAGMENTS(connection -> {
        connection.send(webSocket()).send(text("40")).send(RawWebSocket.frame(false, RawWebSocket.TEXT, new byte[] {'4'
        }));
        connection.sendRefused(Bytes.times(80, RawWebSocket.frame(false, RawWebSocket.CONTINUATION, new byte[] {'2'})));
    }),
    MANY_NAMESPACES(connection -> {
        connection.send(webSocket());
        for (int i = 0; i < 45; i++) {
            connection.sendRefused(text("40/" + "n".repeat(200) + i + ","));
        }
    }),
    MANY_ATTACHMENTS(connection -> connection
            .send(webSocket())
            .send(text("40"))
            .send(text("451000000000-[\"e\",{\"_placeholder\":true,\"num\":0}]"))),
    DEEP_JSON(connection -> {
        connection.send(webSocket()).send(text("40"));
        connection.sendRefused(text("42[\"e\"," + "[".repeat(10_000) + "]".repeat(10_000) + "]"));
    }),
    GARBAGE_IN_AN_UPGRADE(connection -> {
        String open = connection.get(AbusedEngine.POLLING).body();
        String sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        connection.send(RawWebSocket.handshake(AbusedEngine.upgrade(sid))).send(text("2probe"));
        connection.sendRefused(new byte[] {(byte) 0xFF, 0x7F, 0x00, 0x13, 0x37});
    }),
    DEFLATED_FRAME(connection -> {
        connection.send(webSocket()).send(text("40"));
        byte[] frame = RawWebSocket.frame(true, RawWebSocket.TEXT, deflated());
        frame[0] |= 0x40; // the bit that says compressed
        connection.sendRefused(frame);
    }),
    GZIPPED_BODY(connection -> {
        String open = connection.get(AbusedEngine.POLLING).body();
        String sid = open.replaceFirst(".*\"sid\":\"([^\"]+)\".*", "$1");
        byte[] body = gzipped();
        connection.send("POST " + AbusedEngine.session(sid)
                + " HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: " + body.length + "\r\n\r\n");
        connection.send(body).answer();
    }),
    POST_WITHOUT_SID(connection -> connection.post(AbusedEngine.POLLING, "40")),
    OPTIONS_WITHOUT_SID(connection -> connection
            .send("OPTIONS " + AbusedEngine.POLLING + " HTTP/1.1\r\nHost: x\r\n\r\n")
            .answer());

    /** Some of it may be refused before it is through. */
    interface Attack {
        void by(RawConnection connection) throws IOException;
    }

    /** Becomes 50 KB, which are not too many for a frame or a body. */
    private static final int ZEROS = 50_000_000;

    @SuppressWarnings("ImmutableEnumChecker") // the attacks hold nothing
    private final Attack attack;

    Flood(Attack attack) {
        this.attack = attack;
    }

    void by(RawConnection connection) throws IOException {
        attack.by(connection);
    }

    private static String webSocket() {
        return RawWebSocket.handshake(AbusedEngine.WEBSOCKET)
                .replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    }

    private static byte[] text(String text) {
        return RawWebSocket.frame(true, RawWebSocket.TEXT, text.getBytes(US_ASCII));
    }

    private static final class Bombs {
        static final byte[] DEFLATED = deflate(ZEROS);
        static final byte[] GZIPPED = gzip(ZEROS);
    }

    private static byte[] deflated() {
        return Bombs.DEFLATED;
    }

    private static byte[] gzipped() {
        return Bombs.GZIPPED;
    }

    private static byte[] deflate(int zeros) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out, new Deflater(Deflater.BEST_COMPRESSION, true))) {
            deflater.write(new byte[zeros]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] gzip(int zeros) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(new byte[zeros]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
