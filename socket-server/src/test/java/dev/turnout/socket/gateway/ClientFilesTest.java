package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientFilesTest {

    private final GatewayFixture fixture = new GatewayFixture();

    /** Hashes of the files in the npm package socket.io-client 4.8.4. */
    @ParameterizedTest
    @CsvSource({
        "socket.io.js,text/javascript; charset=utf-8,e135466dffd976ef028000a211a6dfd4dda0f5a91af760f122585131f4ee9936",
        "socket.io.js.map,application/json,cfce7ead20857eec01b8174c8428fe5cb57e767afdd23f0b880e0ca2ff37424c",
        "socket.io.min.js,text/javascript; charset=utf-8,d5d79a35039e860b32bdef4795528b05c2f788d4b2d9dacc913120e2878f7b3f",
        "socket.io.min.js.map,application/json,f3bb40c9acac4071f1875bb9f09f113b0ccbc14bed1d1c46963bf64b41a3d6fe",
        "socket.io.esm.min.js,text/javascript; charset=utf-8,771c3872e7d9bf81020615fda67ef0fd2aa61fcaf1990100714a46fa2c39f8a1",
        "socket.io.esm.min.js.map,application/json,c9d398fa2ec6a2154406f992a9fe32dfbbe8fda8b4804ee2d292d131362d731f"
    })
    void theClientIsThatOfThePackageUnderBothPaths(String name, String type, String sha256) {
        for (String path : new String[] {"/auction/", "/socket/"}) {
            HttpReply reply = fixture.get(path + name);
            assertThat(sha256(reply.bytes())).isEqualTo(sha256);
            assertThat(reply.headers())
                    .containsEntry("Content-Type", type)
                    .containsEntry("Cross-Origin-Resource-Policy", "cross-origin");
        }
    }

    @Test
    void theKitHasAShortLifeUnderItsNameAndALongOneUnderItsHash() {
        HttpReply named = fixture.get("/turnout.js");
        assertThat(named.headers()).containsEntry("Cache-Control", "public, max-age=300");
        HttpReply hashed = fixture.get("/turnout-" + hash(named) + ".js");
        assertThat(hashed.status()).isEqualTo(200);
        assertThat(hashed.bytes()).isEqualTo(named.bytes());
        assertThat(hashed.headers()).containsEntry("Cache-Control", "public, max-age=31536000, immutable");
        GatewayFixture.checkProblem(fixture.get("/turnout-0123456789abcdef.js"), 404, "no such file");
    }

    private static String hash(HttpReply reply) {
        return etag(reply).replace("\"", "");
    }

    private static String etag(HttpReply reply) {
        return Objects.requireNonNull(reply.headers().get("ETag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/turnout.js", "/turnout.js.map", "/turnout-kit.tgz", "/auction/socket.io.js"})
    void aFileThatThePageHasIsNotSentAgain(String path) {
        HttpReply whole = fixture.get(path);
        HttpReply unchanged = fixture.getUnless(path, "\"other\", W/" + etag(whole));
        assertThat(unchanged.status()).isEqualTo(304);
        assertThat(unchanged.bytes()).isEmpty();
        assertThat(unchanged.headers())
                .containsEntry("ETag", etag(whole))
                .containsEntry("Vary", "Accept-Encoding, Origin");
        assertThat(fixture.getUnless(path, "\"other\"").status()).isEqualTo(200);
    }

    @Test
    void gzipIsAnAnswerOfItsOwn() throws IOException {
        HttpReply plain = fixture.get("/turnout.js");
        for (String accepts : new String[] {"gzip", "br, gzip;q=0.5", "deflate, GZIP"}) {
            HttpReply compressed = get("/turnout.js", accepts);
            assertThat(compressed.headers()).containsEntry("Content-Encoding", "gzip");
            assertThat(etag(compressed)).isNotEqualTo(etag(plain));
            assertThat(compressed.bytes()).hasSizeLessThan(20_000);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.bytes()))) {
                assertThat(in.readAllBytes()).isEqualTo(plain.bytes());
            }
        }
        for (String accepts : new String[] {"", "br", "gzip;q=0", "gzip; q=0.000", "gzipped"}) {
            assertThat(get("/turnout.js", accepts).headers()).doesNotContainKey("Content-Encoding");
        }
    }

    private HttpReply get(String path, String accepts) {
        return fixture.handle(FakeExchange.of("GET", path, "", Map.of("Accept-Encoding", accepts)));
    }

    @Test
    void otherFilesAreNotThere() {
        for (String path : new String[] {"/auction/socket.io.msgpack.min.js", "/auction/../etc", "/turnout.jsx"}) {
            assertThat(fixture.get(path).status()).as(path).isEqualTo(404);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
