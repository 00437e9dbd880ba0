package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFilesTest {

    private final GatewayFixture fixture = new GatewayFixture();

    /** Hashes of the files in the npm package. */
    @ParameterizedTest
    @CsvSource({
        "socket.io.js,text/javascript,e135466dffd976ef028000a211a6dfd4dda0f5a91af760f122585131f4ee9936",
        "socket.io.js.map,application/json,cfce7ead20857eec01b8174c8428fe5cb57e767afdd23f0b880e0ca2ff37424c",
        "socket.io.min.js,text/javascript,d5d79a35039e860b32bdef4795528b05c2f788d4b2d9dacc913120e2878f7b3f",
        "socket.io.min.js.map,application/json,f3bb40c9acac4071f1875bb9f09f113b0ccbc14bed1d1c46963bf64b41a3d6fe",
        "socket.io.esm.min.js,text/javascript,771c3872e7d9bf81020615fda67ef0fd2aa61fcaf1990100714a46fa2c39f8a1",
        "socket.io.esm.min.js.map,application/json,c9d398fa2ec6a2154406f992a9fe32dfbbe8fda8b4804ee2d292d131362d731f"
    })
    void theFilesAreThoseOfThePackage(String name, String type, String sha256) throws NoSuchAlgorithmException {
        HttpReply reply = fixture.get("/auction/" + name);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(reply.body().getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(sha256);
        assertThat(reply.headers())
                .containsEntry("Content-Type", type + "; charset=utf-8")
                .containsEntry("ETag", "\"4.8.4\"")
                .containsEntry("Cross-Origin-Resource-Policy", "cross-origin");
    }

    @Test
    void aFileThatThePageHasIsNotSentAgain() {
        assertThat(fixture.getUnless("/auction/socket.io.js", "W/\"4.8.4\"").status())
                .isEqualTo(304);
        assertThat(fixture.getUnless("/auction/socket.io.js", "\"4.7.0\"").status())
                .isEqualTo(200);
    }

    @Test
    void otherFilesAreNotThere() {
        GatewayFixture.checkProblem(fixture.get("/auction/socket.io.msgpack.min.js"), 404, "nothing at this path");
        GatewayFixture.checkProblem(fixture.get("/auction/../etc"), 404, "nothing at this path");
    }
}
