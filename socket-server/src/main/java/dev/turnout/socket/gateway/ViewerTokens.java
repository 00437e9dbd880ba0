package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.turnout.http.InvalidBody;
import dev.turnout.http.JsonBody;
import dev.turnout.model.AuctionId;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Verifies viewers' JSON Web Tokens (RFC 7519): HS256 only, with any of the secrets, {@code exp} and {@code nbf} with some
 * leeway, and {@code auction} when the token names one. Any thread.
 */
public final class ViewerTokens {

    static final int LONGEST_SUBJECT = 255;
    private static final int LEEWAY_SECONDS = 30;

    /** RFC 7518, section 3.2: a key at least as long as the hash. */
    private static final int SHORTEST_SECRET = 32;

    private final List<MACVerifier> verifiers;
    private final InstantSource clock;

    /** @throws IllegalArgumentException when a secret is too short */
    public ViewerTokens(List<String> secrets, InstantSource clock) {
        this.clock = clock;
        this.verifiers = new ArrayList<>();
        secrets.forEach(secret -> verifiers.add(verifier(secret)));
    }

    private static MACVerifier verifier(String secret) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("must have at least " + SHORTEST_SECRET + " bytes");
        }
        try {
            return new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The verified claims. */
    JsonNode claims(String token, AuctionId auction) throws InvalidToken {
        JsonNode claims = verified(token);
        checkTimes(claims);
        JsonNode only = claims.path("auction");
        if (claims.hasNonNull("auction") && !only.asText().equals(auction.value())) {
            throw new InvalidToken("token_auction", "the token is for another auction");
        }
        if (subject(claims).isEmpty()) {
            throw invalid("its sub must be a text of 1 to " + LONGEST_SUBJECT + " characters");
        }
        return claims;
    }

    /** {@code sub}; a number counts like its text. */
    static Optional<String> subject(JsonNode claims) {
        JsonNode subject = claims.path("sub");
        String text =
                subject.isTextual() || subject.isNumber() ? subject.asText().strip() : "";
        boolean fits = text.codePointCount(0, text.length()) <= LONGEST_SUBJECT;
        return text.isEmpty() || !fits ? Optional.empty() : Optional.of(text);
    }

    private JsonNode verified(String token) throws InvalidToken {
        try {
            JWSObject jws = JWSObject.parse(token);
            if (!JWSAlgorithm.HS256.equals(jws.getHeader().getAlgorithm())) {
                throw invalid("its algorithm must be HS256");
            }
            if (!isSigned(jws)) {
                throw invalid("its signature does not match");
            }
            JsonNode claims = JsonBody.tree(jws.getPayload().toBytes());
            if (!claims.isObject()) {
                throw invalid("its payload is not a JSON object");
            }
            return claims;
        } catch (ParseException | InvalidBody | IllegalArgumentException e) {
            throw invalid("it is not a signed JSON Web Token");
        }
    }

    private boolean isSigned(JWSObject jws) throws InvalidToken {
        for (MACVerifier verifier : verifiers) {
            try {
                if (jws.verify(verifier)) {
                    return true;
                }
            } catch (JOSEException e) {
                throw invalid("its signature cannot be verified");
            }
        }
        return false;
    }

    private void checkTimes(JsonNode claims) throws InvalidToken {
        long now = clock.instant().getEpochSecond();
        if (seconds(claims, "exp").filter(exp -> exp <= now - LEEWAY_SECONDS).isPresent()) {
            throw new InvalidToken("token_expired", "the token has expired");
        }
        if (seconds(claims, "nbf").filter(nbf -> nbf > now + LEEWAY_SECONDS).isPresent()) {
            throw new InvalidToken("token_not_yet_valid", "the token is not yet valid");
        }
    }

    private static Optional<Long> seconds(JsonNode claims, String name) throws InvalidToken {
        if (!claims.has(name)) {
            return Optional.empty();
        }
        if (!claims.path(name).isNumber()) {
            throw invalid("its " + name + " is not a number");
        }
        return Optional.of((long) claims.path(name).asDouble());
    }

    private static InvalidToken invalid(String why) {
        return new InvalidToken("token_invalid", "the token is not valid: " + why);
    }

    /** A token that does not identify a viewer of this auction; its message can be shown to the client. */
    static final class InvalidToken extends Exception {

        private static final long serialVersionUID = 1;

        private final String code;

        InvalidToken(String code, String message) {
            super(message, null, false, false);
            this.code = code;
        }

        String code() {
            return code;
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }
}
