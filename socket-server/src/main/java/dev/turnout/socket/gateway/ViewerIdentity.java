package dev.turnout.socket.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Handshake;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.gateway.ViewerTokens.InvalidToken;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a client. Key, name and avatar come from the client itself, or, when viewer tokens are configured, from its
 * token alone; a client without a token is then an anonymous viewer. Any thread.
 */
public final class ViewerIdentity {

    static final int LONGEST_KEY = 64;
    static final int LONGEST_TAB = 64;

    private final ViewerHash hash;
    private final Optional<ViewerTokens> tokens;
    private final Function<InetAddress, @Nullable String> countries;

    /** @param countries finds the country of an address; null when countries are not looked up */
    public ViewerIdentity(
            ViewerHash hash, Optional<ViewerTokens> tokens, Function<InetAddress, @Nullable String> countries) {
        this.hash = hash;
        this.tokens = tokens;
        this.countries = countries;
    }

    /**
     * What a session begins with.
     *
     * @param tab the id that the page keeps over reloads
     * @param country of its address; null when countries are not looked up
     */
    record Viewer(
            ViewerId id,
            @Nullable String tab,
            Presence presence,
            @Nullable String country) {}

    /**
     * From {@code auth}, else from the query. A client is counted whatever it sends: a viewer id, name, avatar,
     * section or tab that is out of bounds is as good as none.
     */
    Viewer of(AuctionId auction, Handshake handshake, String sessionId) throws InvalidToken {
        Function<String, Optional<String>> field = name -> field(handshake, name);
        Presence requested = Presence.of(
                shown(field.apply("section"), ShownText::section),
                shown(field.apply("name"), ShownText::name),
                shown(field.apply("avatar"), ShownText::avatar),
                field.apply("anonymous")
                        .filter(flag -> flag.equals("true") || flag.equals("1"))
                        .isPresent());
        Optional<String> key = field.apply("viewerId").flatMap(text -> bounded(text, LONGEST_KEY));
        @Nullable String tab =
                field.apply("tab").flatMap(text -> bounded(text, LONGEST_TAB)).orElse(null);
        JsonNode token = handshake.auth().path("token");
        Optional<String> given =
                token.isMissingNode() || token.isNull() ? Optional.empty() : Optional.of(token.asText());
        return of(auction, handshake.remoteAddress(), key, tab, requested, given, sessionId);
    }

    /**
     * @param address of the client; used for its country and not kept
     * @param key the viewer id in the request
     * @param requested the fields in the request
     * @param sessionId identifies the viewer when there is no key
     */
    Viewer of(
            AuctionId auction,
            InetAddress address,
            Optional<String> key,
            @Nullable String tab,
            Presence requested,
            Optional<String> token,
            String sessionId)
            throws InvalidToken {
        String country = countries.apply(address);
        if (tokens.isEmpty()) {
            return new Viewer(id(key, sessionId), tab, requested, country);
        }
        if (token.isEmpty()) {
            return new Viewer(
                    id(Optional.empty(), sessionId),
                    tab,
                    Presence.of(requested.section(), null, null, requested.anonymous()),
                    country);
        }
        JsonNode claims = tokens.get().claims(token.get(), auction);
        Presence verified = Presence.of(
                requested.section(),
                shown(text(claims.path("name")), ShownText::name),
                shown(text(claims.path("picture")), ShownText::avatar),
                requested.anonymous());
        return new Viewer(id(ViewerTokens.subject(claims), sessionId), tab, verified, country);
    }

    private ViewerId id(Optional<String> key, String sessionId) {
        return new ViewerId(key.orElse(null), key.map(hash::ofKey).orElseGet(() -> hash.ofSession(sessionId)));
    }

    /** Whether names and avatars are taken from viewers' tokens instead of from the client. */
    boolean namesComeFromTokens() {
        return tokens.isPresent();
    }

    /** A field of {@code auth}, else of the query. */
    static Optional<String> field(Handshake handshake, String name) {
        return text(handshake.auth().path(name))
                .or(() -> Optional.ofNullable(handshake.query().get(name)));
    }

    /** A number or flag counts like its text. */
    static Optional<String> text(JsonNode value) {
        return value.isTextual() || value.isNumber() || value.isBoolean()
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    /** Nothing when it is blank or too long. */
    private static Optional<String> bounded(String text, int longest) {
        String stripped = text.strip();
        boolean fits = stripped.codePointCount(0, stripped.length()) <= longest;
        return stripped.isEmpty() || !fits ? Optional.empty() : Optional.of(stripped);
    }

    private static @Nullable String shown(Optional<String> text, Function<String, @Nullable String> clean) {
        try {
            return text.isEmpty() ? null : clean.apply(text.get());
        } catch (BadRequest e) {
            return null;
        }
    }
}
