package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** A file with all its answers, made once: as it is, compressed, and unchanged. */
record StaticFile(Encoded plain, Encoded gzip) {

    private static final int HASH_LENGTH = 16;
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** One encoding of the file. */
    record Encoded(String etag, HttpReply whole, HttpReply notModified) {

        HttpReply answer(String ifNoneMatch) {
            return EntityTag.matches(ifNoneMatch, etag) ? notModified : whole;
        }

        private Encoded with(String header, String value) {
            return new Encoded(etag, whole.withHeader(header, value), notModified.withHeader(header, value));
        }
    }

    static StaticFile of(byte[] content, String contentType, String cacheControl) {
        String hash = hash(content);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", contentType);
        headers.put("Cache-Control", cacheControl);
        // Pages of other origins load it, with and without CORS; a cache must not mix the two answers.
        headers.put("Cross-Origin-Resource-Policy", "cross-origin");
        headers.put("Vary", "Accept-Encoding, Origin");
        headers.put("X-Content-Type-Options", "nosniff");
        Encoded plain = encoded('"' + hash + '"', headers, content);
        Map<String, String> compressed = new LinkedHashMap<>(headers);
        compressed.put("Content-Encoding", "gzip");
        return new StaticFile(plain, encoded('"' + hash + "-gzip\"", compressed, compress(content)));
    }

    private static Encoded encoded(String etag, Map<String, String> headers, byte[] content) {
        headers.put("ETag", etag);
        return new Encoded(etag, new HttpReply(200, headers, content), new HttpReply(304, headers, new byte[0]));
    }

    /** The same under a name that changes with the content. */
    StaticFile immutable() {
        return new StaticFile(plain.with("Cache-Control", IMMUTABLE), gzip.with("Cache-Control", IMMUTABLE));
    }

    /** The first 16 hexadecimal digits of the content's SHA-256; also the entity tag of the file as it is. */
    String hash() {
        return plain.etag().substring(1, 1 + HASH_LENGTH);
    }

    HttpReply answer(String ifNoneMatch, String acceptEncoding) {
        return (acceptsGzip(acceptEncoding) ? gzip : plain).answer(ifNoneMatch);
    }

    /** RFC 9110, section 12.5.3. */
    private static boolean acceptsGzip(String acceptEncoding) {
        return Arrays.stream(acceptEncoding.split(","))
                .map(coding -> coding.replace(" ", ""))
                .anyMatch(coding -> coding.matches("(?i)gzip(;q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*))?"));
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }

    private static byte[] compress(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not while it writes to memory
        }
        return compressed.toByteArray();
    }
}
