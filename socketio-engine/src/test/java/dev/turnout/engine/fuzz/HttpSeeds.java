package dev.turnout.engine.fuzz;

import dev.turnout.engine.websocket.ClientFrames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What clients send over one connection, right and wrong. */
final class HttpSeeds {

    private static final String KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private HttpSeeds() {}

    static Stream<byte[]> all(String path) {
        String polling = path + "?EIO=4&transport=polling";
        String polling3 = path + "?EIO=3&transport=polling";
        String session = "&sid=" + CountingRandom.FIRST_ID;
        byte[] switching = ascii(upgrade(path + "?EIO=4&transport=websocket"));
        return Stream.of(
                ascii(get("/")),
                ascii(get("/%e2%82%ac?a=%zz")),
                ascii("OPTIONS " + polling + " HTTP/1.1\r\nHost: x\r\nOrigin: http://a.example\r\n"
                        + "Access-Control-Request-Method: POST\r\n\r\n"),
                ascii(get(path)),
                ascii(get(polling)),
                ascii(get(polling)
                        + post(polling + session, "40")
                        + get(polling + session)
                        + post(polling + session, "421[\"a\",1]\u001e41")
                        + get(polling + session)),
                ascii(get(polling)
                        + post(polling + session, "40{\"pid\":\"" + CountingRandom.FIRST_ID + "\",\"offset\":\"1\"}")
                        + get(polling + session)),
                ascii(get(polling3) + post(polling3 + session, "6:420[\"a\"]1:2") + get(polling3 + session)),
                ascii(get(polling3) + get(polling3 + session) + get(polling3 + session) + get(polling3 + session)),
                ascii(get(polling3 + "&b64=1") + post(polling3 + session, "1:1") + get(polling3 + session)),
                ascii("POST " + path
                        + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
                ascii("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\nExpect: 100-continue\r\n\r\n"),
                ascii("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n"),
                ascii(upgrade(path + "?EIO=4&transport=polling")),
                joined(switching, ClientFrames.text("40"), ClientFrames.text("420[\"a\",{\"b\":[1,null]}]")),
                joined(
                        switching,
                        ClientFrames.text("40"),
                        ClientFrames.text("451-[\"a\",{\"_placeholder\":true,\"num\":0}]"),
                        ClientFrames.binary((byte) 1)),
                joined(switching, ClientFrames.text("40{\"refuse\":1}"), ClientFrames.text("40")),
                joined(switching, ClientFrames.text("40"), ClientFrames.text("42[\"bye\"]"), ClientFrames.close(1000)),
                joined(
                        switching,
                        ClientFrames.frame(true, ClientFrames.PING, new byte[] {1}),
                        ClientFrames.frame(false, ClientFrames.TEXT, new byte[] {'4'}),
                        ClientFrames.frame(true, ClientFrames.CONTINUATION, new byte[] {'0'})),
                joined(
                        ascii(upgrade(path + "?EIO=3&transport=websocket&b64=1")),
                        ClientFrames.text("2"),
                        ClientFrames.text("b4AQI="),
                        ClientFrames.text("42[\"a\"]")),
                joined(
                        ascii(get(polling) + upgrade(path + "?EIO=4&transport=websocket" + session)),
                        ClientFrames.text("2probe"),
                        ClientFrames.text("5"),
                        ClientFrames.text("40"),
                        ClientFrames.text("42[\"a\"]")));
    }

    private static String get(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String post(String target, String body) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String upgrade(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + KEY + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
