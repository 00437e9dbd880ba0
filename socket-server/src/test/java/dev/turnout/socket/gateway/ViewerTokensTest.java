package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.turnout.engine.Admission;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.gateway.ViewerTokens.InvalidToken;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerTokensTest {

    private static final String SECRET = "the-secret-of-today-32-bytes-long";
    private static final String OLD_SECRET = "the-secret-of-yesterday-33-bytes-long";
    private static final String LONG_SECRET = SECRET + SECRET;
    private static final AuctionId A = new AuctionId("a");
    private static final long NOW = Instant.parse("2025-10-21T14:15:00Z").getEpochSecond();

    private final ViewerTokens tokens = new ViewerTokens(List.of(SECRET, OLD_SECRET), () -> Instant.ofEpochSecond(NOW));
    private final GatewayFixture fixture = new GatewayFixture(Optional.of(tokens), CountBy.VIEWERS);

    @Test
    void bothSecretsAreAcceptedDuringARotation() throws InvalidToken {
        assertThat(tokens.claims(token(SECRET, claims()), A).path("sub").asText())
                .isEqualTo("ann");
        assertThat(tokens.claims(token(OLD_SECRET, claims()), A).path("sub").asText())
                .isEqualTo("ann");
        refused(token("another-secret-that-is-long-enough", claims()), "its signature does not match");
    }

    @Test
    void expiryAndBeginHaveThirtySecondsOfLeeway() throws InvalidToken {
        assertThat(tokens.claims(token(SECRET, claims().put("exp", NOW - 29)), A))
                .isNotNull();
        refused(token(SECRET, claims().put("exp", NOW - 30)), "the token has expired");
        assertThat(tokens.claims(token(SECRET, claims().put("nbf", NOW + 30)), A))
                .isNotNull();
        refused(token(SECRET, claims().put("nbf", NOW + 31)), "the token is not yet valid");
        refused(token(SECRET, claims().put("exp", "soon")), "its exp is not a number");
    }

    @Test
    void aTokenOfAnotherAuctionIsRefused() throws InvalidToken {
        assertThat(tokens.claims(token(SECRET, claims().put("auction", "a")), A))
                .isNotNull();
        refused(token(SECRET, claims().put("auction", "b")), "the token is for another auction");
    }

    @Test
    void otherAlgorithmsAreRefused() throws JOSEException {
        String none = base64("{\"alg\":\"none\"}") + "." + base64(claims().toString()) + ".";
        refused(none, "the token is not valid");
        JWSObject hs512 = new JWSObject(new JWSHeader(JWSAlgorithm.HS512), new Payload(claims().toString()));
        hs512.sign(new MACSigner(LONG_SECRET.getBytes(StandardCharsets.UTF_8)));
        refused(hs512.serialize(), "its algorithm must be HS256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "nonsense", "e30.e30.e30", "\u0000.\u0000.\u0000"})
    void nonsenseIsRefused(String token) {
        refused(token, "the token is not valid");
    }

    @Test
    void aTokenNamesItsViewer() {
        refused(token(SECRET, JsonNodeFactory.instance.objectNode()), "its sub must be a text");
        refused(token(SECRET, claims().put("sub", " ")), "its sub must be a text");
        refused(token(SECRET, claims().put("sub", "x".repeat(256))), "its sub must be a text");
    }

    @Test
    void aSubjectIsMeasuredInCharacters() throws InvalidToken {
        String longest = "🎉".repeat(255);
        assertThat(tokens.claims(token(SECRET, claims().put("sub", longest)), A)
                        .path("sub")
                        .textValue())
                .isEqualTo(longest);
        refused(token(SECRET, claims().put("sub", longest + "🎉")), "its sub must be a text");
    }

    @Test
    void secretsHaveAtLeastTheLengthOfTheHash() {
        assertThatThrownBy(() -> new ViewerTokens(List.of("too short"), Instant::now))
                .hasMessageContaining("at least 32 bytes");
    }

    @Test
    void theViewerComesFromTheTokenAlone() {
        String token = token(SECRET, claims().put("name", "Ann").put("picture", "https://example.com/a.png"));
        ObjectNode auth = JsonNodeFactory.instance
                .objectNode()
                .put("token", token)
                .put("viewerId", "mallory")
                .put("name", "Mallory");
        FakeSession socket = fixture.connects("a", auth);
        fixture.post("a", "join", "{\"token\":\"" + token + "\",\"viewerId\":\"x\",\"name\":\"X\"}");

        JsonNode answer = fixture.ask(socket, "viewers");
        assertThat(answer.path("current").intValue()).isEqualTo(1);
        assertThat(answer.path("viewers").size()).isEqualTo(1);
        assertThat(answer.path("viewers").get(0).path("name").textValue()).isEqualTo("Ann");
        assertThat(answer.path("viewers").get(0).path("avatar").textValue()).isEqualTo("https://example.com/a.png");
        ObjectNode renaming = JsonNodeFactory.instance.objectNode().put("name", "Mallory");
        assertThat(fixture.ask(socket, "presence", renaming).path("error").textValue())
                .contains("token");
        ObjectNode moving = JsonNodeFactory.instance.objectNode().put("section", "lot-1");
        assertThat(fixture.ask(socket, "presence", moving).path("ok").booleanValue())
                .isTrue();
    }

    @Test
    void withoutATokenAViewerIsCountedAndNotListed() {
        ObjectNode auth =
                JsonNodeFactory.instance.objectNode().put("viewerId", "ann").put("name", "Ann");
        FakeSession one = fixture.connects("a", auth);
        fixture.connects("a", auth);

        JsonNode answer = fixture.ask(one, "viewers");
        assertThat(answer.path("current").intValue()).isEqualTo(2);
        assertThat(answer.path("viewers").size()).isZero();
    }

    @Test
    void aWrongTokenIsAConnectErrorThatStatesWhyAndCountsNobody() {
        ObjectNode auth =
                JsonNodeFactory.instance.objectNode().put("token", token(SECRET, claims().put("auction", "b")));
        Admission.Refused refused = (Admission.Refused) fixture.admit(Map.of("slug", "auction-a"), auth);
        assertThat(refused.message()).isEqualTo("the token is for another auction");
        assertThat(Objects.requireNonNull(refused.data()).path("code").textValue())
                .isEqualTo("token_auction");

        GatewayFixture.checkProblem(fixture.post("a", "join", "{\"token\":\"x.y.z\"}"), 401, "the token is not valid");
        assertThat(fixture.audience.rooms()).isEmpty();
    }

    private static ObjectNode claims() {
        return JsonNodeFactory.instance.objectNode().put("sub", "ann");
    }

    private static String token(String secret, ObjectNode claims) {
        try {
            JWSObject jws = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims.toString()));
            jws.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return jws.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(String token, String why) {
        assertThatThrownBy(() -> tokens.claims(token, A))
                .isInstanceOf(InvalidToken.class)
                .hasMessageContaining(why);
    }
}
