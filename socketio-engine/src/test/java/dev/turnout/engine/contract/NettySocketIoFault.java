package dev.turnout.engine.contract;

import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What netty-socketio 2.0.14 cannot do, and why it is not the default engine. */
enum NettySocketIoFault implements KnownFault {
    /** It answers {@code b64=1} with the framing of revision 3, whatever the revision. */
    REVISION_4_WITH_B64_IS_FRAMED_AS_REVISION_3(With.B64, "[connected]", "everyClientConnects"),
    /** It takes the body of a poll with {@code b64=1} for a form field: {@code +} and {@code %} are gone. */
    REVISION_3_WITH_B64_IS_URL_DECODED(
            With.REVISION_3_POLLING,
            "in 3 seconds",
            "eventsArriveAsTheyWereSent",
            "eventNamesMayBeAnything",
            "theServerAcknowledges",
            "theClientAcknowledges"),
    /** A refusal is a bare 401 of the HTTP handshake. */
    A_REFUSAL_HAS_NO_WORDS(With.ALL, "error\"", "theRefusedAreToldWhy", "aRefusalCarriesData"),
    /** A client is let in at the HTTP handshake; it asks nobody about a CONNECT without payload. */
    THE_AUTH_PAYLOAD_COMES_TOO_LATE(With.ALL, "but was: {}", "theAuthPayloadIsSeenWhileAdmitting"),
    EVERY_HANDSHAKE_IS_TAKEN_FOR_A_CONNECT(
            With.NODE, "[admitted without CONNECT]", "nobodyIsAdmittedBeforeTheirConnect"),
    AN_UNKNOWN_NAMESPACE_IS_AN_ERROR_OF_REVISION_3(With.JAVA, "[refused]", "nobodyIsAdmittedBeforeTheirConnect"),
    OTHER_NAMESPACES_ARE_UNGUARDED(With.ONE_TEST, "serves the one namespace /", "namespacesOfOnePathAreWorldsApart"),
    /** What the handler says while opening goes out before the CONNECT answer; the Java client drops it. */
    EVENTS_OVERTAKE_THE_CONNECT(With.JAVA, "[number of welcome]", "whatIsEmittedWhileOpeningComesAfterTheConnect"),
    BYTES_BECOME_BASE64_TEXT(With.ALL, "[echo-back]", "bytesTravelBothWays"),
    BYTES_BECOME_BASE64_TEXT_IN_ROOMS(With.ONE_TEST, "[picture]", "bytesReachEveryMember"),
    /** One packet is shared by all members, and its revision is that of whoever came last. */
    A_ROOM_HAS_ONE_REVISION(With.ONE_TEST, "of tick]", "clientsOfEveryKindShareRooms"),
    /** Its listener for disconnects is told no reason. */
    IT_DOES_NOT_TELL_WHY_A_SESSION_ENDED(
            With.ALL, "but was: TRANSPORT_CLOSE", "theClientDisconnects", "theClientFallsSilent"),
    /** It takes a 51st packet off the queue, sees that fifty are enough for one poll, and forgets it. */
    PACKETS_ARE_LOST_WHILE_POLLING(
            With.POLLING, "[number of ", "aBurstOfTheServerArrivesInOrder", "aBurstOfTheClientArrivesInOrder"),
    PACKETS_ARE_LOST_AROUND_THE_UPGRADE(With.ALL, "of tick]", "nothingIsLostAroundTheUpgrade"),
    NOBODY_IS_RECOVERED(
            With.ALL,
            "[recovered]",
            "whatWasMissedIsHeardOnceAndInOrder",
            "whoHadHeardNothingYetMissesNothingEither",
            "whatIsOnlyWorthItsNewestValueIsNotRepeated"),
    /** It closes the connection after every answer to a poll, though it promises to keep it. */
    KEEP_ALIVE_IS_PROMISED_AND_CLOSED(With.ONE_TEST, "no HTTP answer", "aPollingConnectionIsKeptAlive"),
    AN_UNKNOWN_SID_IS_A_500(With.ONE_TEST, "but was: 500", "aWellFormedButUnknownSidIsRefusedByName");

    private final With with;
    private final String symptom;
    private final String promises;

    NettySocketIoFault(With with, String symptom, String... promises) {
        this.with = with;
        this.symptom = symptom;
        this.promises = String.join(",", promises);
    }

    @Override
    public Set<String> promises() {
        return Set.of(promises.split(",", -1));
    }

    @Override
    public boolean shows(@Nullable ClientKind kind) {
        return kind == null ? with == With.ONE_TEST : with.covers(kind);
    }

    @Override
    public String symptom() {
        return symptom;
    }

    /**
     * Two threads also race for the queue and the channel of each poll, so that now and then a packet stays behind, or
     * comes after a later one.
     */
    @Override
    public boolean lurks(@Nullable ClientKind kind) {
        return this == PACKETS_ARE_LOST_WHILE_POLLING && kind != null && kind.startsPolling();
    }

    private enum With {
        /** The promise has a test without a client of its own. */
        ONE_TEST,
        ALL,
        JAVA,
        NODE,
        POLLING,
        REVISION_3_POLLING,
        /** Those that ask for base64 while they poll. */
        B64;

        boolean covers(ClientKind kind) {
            return switch (this) {
                case ONE_TEST -> false;
                case ALL -> true;
                case JAVA -> kind.library() == Library.JAVA_2_1;
                case NODE -> kind.library() != Library.JAVA_2_1;
                case POLLING -> kind.mode() == Mode.POLLING;
                case REVISION_3_POLLING -> kind.mode() == Mode.POLLING && kind.protocol() == 3;
                case B64 ->
                    kind.startsPolling() && (kind.library() == Library.SIO_3_1 || kind.library() == Library.SIO_4_7);
            };
        }
    }
}
