package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Admission;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.FakeEndpoint.FakeSession;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Loopback addresses are in CH, all others in an unknown country. */
class CountriesTest {

    private static final AuctionId A = new AuctionId("a");

    private final GatewayFixture fixture = new GatewayFixture(Optional.empty(), CountBy.SESSIONS);

    private static ObjectNode auth() {
        return JsonNodeFactory.instance.objectNode();
    }

    private Map<String, Integer> countries() {
        return fixture.audience
                .room(A)
                .map(room -> Map.copyOf(room.countries()))
                .orElse(Map.of());
    }

    @Test
    void sessionsOfBothKindsAreCountedWhereTheirClientIsUntilTheyLeave() throws UnknownHostException {
        FakeSession socket = fixture.connects("a", auth());
        String token = fixture.join("a");
        fixture.joinFrom("198.51.100.7");
        assertThat(countries()).isEqualTo(Map.of("CH", 2, "unknown", 1));

        fixture.close(socket);
        fixture.leave("a", token);
        assertThat(countries()).isEqualTo(Map.of("unknown", 1));
    }

    @Test
    void countriesAreSentToSessionsWithATicketOnly() {
        assertThat(rooms(Map.of("slug", "auction-a", "stats", "1"), auth()))
                .containsExactly("auction-a", CountPublisher.statsRoom(A));
        assertThat(rooms(Map.of("slug", "auction-a", "stats", "1"), auth().put("statsTicket", GatewayFixture.TICKET)))
                .containsExactly("auction-a", CountPublisher.countriesRoom(A));
        assertThat(rooms(Map.of("slug", "auction-a"), auth().put("statsTicket", GatewayFixture.TICKET)))
                .containsExactly("auction-a");
    }

    private List<String> rooms(Map<String, String> query, ObjectNode auth) {
        return List.copyOf(((Admission.Accepted) fixture.admit(query, auth)).rooms());
    }

    @Test
    void aTicketThatIsNotValidIsRefused() {
        Admission refused =
                fixture.admit(Map.of("slug", "auction-a", "stats", "1"), auth().put("statsTicket", "made-up"));

        assertThat(refused).isInstanceOf(Admission.Refused.class);
        assertThat(refused.toString()).contains("stats_ticket_invalid").doesNotContain("made-up");
    }
}
