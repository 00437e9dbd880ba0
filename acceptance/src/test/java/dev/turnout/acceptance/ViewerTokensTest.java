package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Jwt;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.ClientKind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code VIEWER_JWT_SECRET}: the identity of a viewer is taken from a signed token only. */
class ViewerTokensTest {

    private static final String SECRET = "the-new-secret-of-the-token-issuer";
    private static final String OLD_SECRET = "the-old-secret-of-the-token-issuer";

    @RegisterExtension
    static final Product product = Product.withFakeBackend()
            .socket("VIEWER_JWT_SECRET", SECRET + "," + OLD_SECRET)
            .socket("COUNT_BY", "viewers");

    private final String auction = product.newAuction();
    private Viewer witness = product.viewer();

    @BeforeEach
    void joinAWitness() {
        witness = product.viewer().joins(auction).sees(1);
    }

    @AfterEach
    void noRefusedSessionWasCounted() {
        assertThat(witness.isDisconnected()).isFalse();
        assertThat(witness.counts()).allMatch(count -> count.intValue() <= 2);
    }

    private static Viewer carrying(Viewer viewer, String token) {
        JsonNode auth = JsonNodeFactory.instance.objectNode().put("token", token);
        return viewer.with(target -> target.auth(auth));
    }

    private Viewer joins(String token) {
        return carrying(product.viewer(), token).joins(auction);
    }

    private String refusal(String token) {
        return carrying(product.viewer(), token).connects("auction-" + auction).connectError();
    }

    @Test
    void theTokenNamesTheViewerAndNothingElseDoes() {
        String token = Jwt.of("7")
                .with("name", "Ann")
                .with("picture", "https://example.com/a.png")
                .at("exp", 60)
                .signed(SECRET);
        carrying(product.viewer(), token)
                .withQuery("viewerId", "8")
                .withQuery("name", "Mallory")
                .joins(auction)
                .sees(2);
        joins(token).sees(2);

        JsonNode listed = witness.emitsForAck("viewers").path("viewers");
        assertThat(listed.findValuesAsText("name")).containsOnly("Ann");
        assertThat(listed.get(0).path("avatar").asText()).isEqualTo("https://example.com/a.png");
    }

    @Test
    void aClientWithoutATokenIsAnonymousWhateverItTellsOfItself() {
        Viewer viewer =
                product.viewer().withQuery("name", "Mallory").joins(auction).sees(2);
        assertThat(viewer.emitsForAck("viewers").path("viewers")).isEmpty();
        JsonNode answer = viewer.emitsForAck(
                "presence", JsonNodeFactory.instance.objectNode().put("name", "Mallory"));
        assertThat(answer.path("error").asText()).contains("token");
    }

    @Test
    void timesHaveALeewayOf30Seconds() {
        joins(Jwt.of("7").at("exp", -10).at("nbf", 10).signed(SECRET)).sees(2).leaves();
        assertThat(refusal(Jwt.of("7").at("exp", -31).signed(SECRET))).contains("expired");
        assertThat(refusal(Jwt.of("7").at("nbf", 60).signed(SECRET))).contains("not yet valid");
    }

    @Test
    void bothSecretsAreAcceptedDuringARotationAndNoOther() {
        joins(Jwt.of("7").signed(OLD_SECRET)).sees(2).leaves();
        witness.sees(1);
        joins(Jwt.of("7").signed(SECRET)).sees(2);
        assertThat(refusal(Jwt.of("7").signed("the-secret-of-another-token-issuer")))
                .contains("signature");
    }

    @Test
    void onlyHs256IsAccepted() {
        String longSecret = SECRET + OLD_SECRET;
        assertThat(refusal(Jwt.of("7").unsigned())).contains("not valid");
        assertThat(refusal(Jwt.of("7").signed("HS512", "HmacSHA512", longSecret)))
                .contains("HS256");
        assertThat(refusal(Jwt.of("7").signed("RS256", "HmacSHA256", SECRET))).contains("HS256");
        assertThat(refusal(Jwt.of("7").signed("none", "HmacSHA256", SECRET))).contains("not valid");
        assertThat(refusal(Jwt.of("7").signed("HS256", "HmacSHA512", SECRET))).contains("signature");
    }

    @Test
    void theTokenOfAnotherAuctionIsRefused() {
        assertThat(refusal(Jwt.of("7").with("auction", product.newAuction()).signed(SECRET)))
                .contains("another auction");
        joins(Jwt.of("7").with("auction", auction).signed(SECRET)).sees(2);
    }

    @Test
    void aTokenWithoutASubjectAndATextThatIsNoTokenAreRefused() {
        assertThat(refusal(Jwt.of("").signed(SECRET))).contains("sub");
        assertThat(refusal("x".repeat(4_000))).contains("not a signed JSON Web Token");
        assertThat(refusal("")).contains("not valid");
    }

    @Test
    void aTokenThatExpiresDuringTheSessionDoesNotEndIt() {
        String token = Jwt.of("7").at("exp", -27).signed(SECRET);
        Viewer viewer = joins(token).sees(2);
        String join = "{\"tab\":\"t\",\"token\":\"" + token + "\"}";
        eventually(() -> assertThat(product.socketServer()
                        .http()
                        .post("/api/stream/" + auction + "/viewer/join", join)
                        .status())
                .isEqualTo(401));
        assertThat(refusal(token)).contains("expired");
        product.internalApi().publishes(auction, "n", JsonNodeFactory.instance.numberNode(1));
        viewer.receives("n", Json.number(1));
        assertThat(viewer.isDisconnected()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.turnout.testkit.clients.ClientKind#ofRevision4")
    void everyClientGetsTheReasonOfARefusal(ClientKind client) {
        String token = Jwt.of("7").at("exp", -60).signed(SECRET);
        Viewer viewer = carrying(product.viewer(client), token);
        assertThat(viewer.connects("auction-" + auction).connectError()).contains("expired");
    }

    @Test
    void theSameHoldsWithoutASocket() {
        String token = Jwt.of("7").with("name", "Ann").at("exp", 60).signed(SECRET);
        product.httpViewer().join(auction, "{\"token\":\"" + token + "\",\"name\":\"Mallory\"}");
        witness.sees(2);
        assertThat(witness.emitsForAck("viewers").path("viewers").findValuesAsText("name"))
                .containsExactly("Ann");
        for (String bad : List.of(Jwt.of("7").unsigned(), "", " ")) {
            Http.Answer refused = product.socketServer()
                    .http()
                    .post("/api/stream/" + auction + "/viewer/join", "{\"token\":\"" + bad + "\"}");
            assertThat(refused.status()).as(bad).isEqualTo(401);
            assertThat(refused.header("WWW-Authenticate")).contains("invalid_token");
            assertThat(refused.json().path("success").asBoolean(true)).isFalse();
        }
    }
}
