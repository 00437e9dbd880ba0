package dev.turnout.acceptance.kit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A viewer's JSON Web Token as the system of the page issues it, written without a library for JWTs. */
public final class Jwt {

    private final ObjectNode claims = JsonNodeFactory.instance.objectNode();

    private Jwt() {}

    public static Jwt of(String subject) {
        return new Jwt().with("sub", subject);
    }

    public Jwt with(String claim, String value) {
        claims.put(claim, value);
        return this;
    }

    /** {@code exp} or {@code nbf} at this many seconds from now. */
    public Jwt at(String claim, int secondsFromNow) {
        claims.put(claim, Instant.now().plusSeconds(secondsFromNow).getEpochSecond());
        return this;
    }

    public String signed(String secret) {
        return signed("HS256", "HmacSHA256", secret);
    }

    /** Signed with another algorithm than the header may name. */
    public String signed(String algorithm, String mac, String secret) {
        String content = content(algorithm);
        try {
            Mac signer = Mac.getInstance(mac);
            signer.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), mac));
            return content + "." + base64(signer.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With {@code alg: none} and an empty signature, RFC 7519, section 6. */
    public String unsigned() {
        return content("none") + ".";
    }

    private String content(String algorithm) {
        return base64("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "." + base64(claims.toString());
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
