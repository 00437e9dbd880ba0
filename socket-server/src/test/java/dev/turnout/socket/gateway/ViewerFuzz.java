package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.gateway.ViewerTokens.InvalidToken;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Viewer tokens: text that nobody signed is refused; signed claims name a viewer within the limits, or are refused. */
public final class ViewerFuzz {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final AuctionId AUCTION = new AuctionId("a");
    private static final ViewerIdentity IDENTITY = new ViewerIdentity(
            new ViewerHash("salt"),
            Optional.of(new ViewerTokens(List.of(SECRET), () -> Instant.ofEpochSecond(1_000))),
            address -> null);

    private ViewerFuzz() {}

    /** @param input taken for a token, and for the claims of one */
    public static void fuzzerTestOneInput(byte[] input) {
        assertThat(viewer(new String(input, StandardCharsets.UTF_8))).isNull();
        ViewerIdentity.Viewer viewer = viewer(signed(input));
        if (viewer != null) {
            assertThat(characters(viewer.id().key())).isBetween(1, ViewerTokens.LONGEST_SUBJECT);
            assertThat(characters(viewer.presence().name())).isLessThanOrEqualTo(ShownText.LONGEST_NAME);
            assertThat(characters(viewer.presence().avatar())).isLessThanOrEqualTo(ShownText.LONGEST_AVATAR);
        }
    }

    private static ViewerIdentity.@Nullable Viewer viewer(String token) {
        try {
            return IDENTITY.of(
                    AUCTION,
                    InetAddress.getLoopbackAddress(),
                    Optional.empty(),
                    null,
                    Presence.NONE,
                    Optional.of(token),
                    "session");
        } catch (InvalidToken e) {
            assertThat(e.text()).startsWith("the token");
            return null;
        }
    }

    private static String signed(byte[] claims) {
        try {
            JWSObject token = new JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(claims));
            token.sign(new MACSigner(SECRET));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int characters(@Nullable String text) {
        return text == null ? 0 : text.codePointCount(0, text.length());
    }

    public static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"sub\":\"ann\",\"name\":\"Ann\",\"picture\":\"https://example.com/a.png\",\"auction\":\"a\"}",
                        "{\"sub\":5,\"exp\":2000,\"nbf\":1000}",
                        "{\"sub\":\"\\ud800\",\"name\":\"\\u202e\\u0000\",\"picture\":\"javascript:1\"}",
                        "{\"sub\":1e400,\"exp\":1e400}",
                        "{\"sub\":\"x\",\"exp\":\"soon\"}",
                        "e30.e30.e30",
                        "..",
                        "[]")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }
}
