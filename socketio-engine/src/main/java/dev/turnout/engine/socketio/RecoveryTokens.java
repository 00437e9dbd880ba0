package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.RecoveryKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * Issues and reads the {@code pid} of connection state recovery. A pid holds all that is needed to continue a session:
 * {@code <public id>.<begin>.<hash of rooms>.<MAC>}. The begin is the {@link Offset} of the namespace when the session
 * began, for clients that have received no event yet. Confined to one loop.
 */
final class RecoveryTokens {

    private static final Pattern FORM = Pattern.compile(
            "(([0-9A-Za-z_-]{1,64})\\.([0-9A-Za-z_:,;*~-]{1,1200})\\.([0-9a-f]{1,8}))\\.([0-9A-Za-z_-]{20})");
    private static final int MAC_BYTES = 15;
    private static final int MAX_LENGTH = 1300;

    private final Mac mac;

    RecoveryTokens(RecoveryKey key) {
        this.mac = key.newMac();
    }

    /** A pid for a session that begins after the namespace's events up to {@code begin}, in these rooms. */
    String issue(TurnoutEndpoint endpoint, String id, Offset begin, List<String> rooms) {
        String content = id + "." + begin.text() + "." + Integer.toHexString(RecoveryPoint.hash(rooms));
        byte[] code = mac(endpoint, content);
        return content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    /**
     * @param auth payload of a CONNECT packet
     * @return empty when it has no pid, one that this key did not issue for this endpoint, or a malformed offset
     */
    Optional<RecoveryPoint> read(TurnoutEndpoint endpoint, JsonNode auth) {
        String pid = auth.path("pid").asText();
        Matcher parts = FORM.matcher(pid.length() <= MAX_LENGTH ? pid : "");
        if (!parts.matches() || !isAuthentic(endpoint, parts)) {
            return Optional.empty();
        }
        String id = parts.group(2);
        int roomsHash = Integer.parseUnsignedInt(parts.group(4), 16);
        return Offset.parse(parts.group(3))
                .flatMap(begin -> lastReceived(auth.path("offset"), begin))
                .map(last -> new RecoveryPoint(pid, id, roomsHash, last));
    }

    /** A client may still have the offset of an earlier session: it then has received nothing of this one. */
    private static Optional<Offset> lastReceived(JsonNode offset, Offset begin) {
        if (offset.isMissingNode() || offset.isNull()) {
            return Optional.of(begin);
        }
        return Offset.parse(offset.asText()).map(last -> last.compareTo(begin) > 0 ? last : begin);
    }

    private boolean isAuthentic(TurnoutEndpoint endpoint, Matcher parts) {
        byte[] given = Base64.getUrlDecoder().decode(parts.group(5));
        return MessageDigest.isEqual(given, mac(endpoint, parts.group(1)));
    }

    private byte[] mac(TurnoutEndpoint endpoint, String content) {
        mac.update((endpoint.path() + "\n" + endpoint.namespace() + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] whole = mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
        return Arrays.copyOf(whole, MAC_BYTES);
    }
}
