package dev.turnout.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.ConnectionLedger.ConnectionPermit;
import dev.turnout.engine.ConnectionLedger.Permit;
import dev.turnout.engine.ConnectionLedger.SessionPermit;
import dev.turnout.engine.Refusal;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CountingLedgerTest {

    private static final InetAddress ONE = address("198.51.100.1");
    private static final InetAddress TWO = address("198.51.100.2");
    private static final ConnectionLimits.Pending PENDING = new ConnectionLimits.Pending(3, 5, 1_000, 1_500);

    private final MockTicker ticker = Ticker.newMockTicker();

    private static InetAddress address(String text) {
        return NetUtil.createInetAddressFromIpAddressString(text);
    }

    private CountingLedger ledger(int perAddress, int total, int newPerSecond) {
        return new CountingLedger(new ConnectionLimits(perAddress, total, newPerSecond, PENDING), ticker);
    }

    @Test
    void connectionsAndSessionsOfAnAddressAreLimitedEach() {
        CountingLedger ledger = ledger(2, 0, 0);
        List<Permit> open = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            open.add(ledger.connection(ONE, false));
            open.add(ledger.session(ONE, 1));
        }
        assertThat(open).allSatisfy(permit -> assertThat(permit.refusal()).isEmpty());
        assertThat(ledger.connection(ONE, false).refusal()).contains(Refusal.CONNECTIONS_PER_ADDRESS);
        assertThat(ledger.session(ONE, 1).refusal()).contains(Refusal.CONNECTIONS_PER_ADDRESS);
        assertThat(ledger.session(TWO, 1).refusal()).isEmpty();
        assertThat(ledger.connection(ONE, true).refusal()).as("a trusted proxy").isEmpty();
    }

    @Test
    void bytesOfRequestsAreLimitedPerAddressAndInTotal() {
        CountingLedger ledger = ledger(0, 0, 0);
        ConnectionPermit first = ledger.connection(ONE, false);
        ConnectionPermit second = ledger.connection(ONE, false);
        ConnectionPermit elsewhere = ledger.connection(TWO, false);
        ConnectionPermit proxy = ledger.connection(ONE, true);
        assertThat(first.keep(700)).isEmpty();
        assertThat(second.keep(301)).contains(Refusal.PENDING_BYTES_PER_ADDRESS);
        assertThat(second.keep(300)).isEmpty();
        assertThat(elsewhere.keep(501)).contains(Refusal.PENDING_BYTES);
        assertThat(elsewhere.keep(400)).isEmpty();
        assertThat(proxy.keep(100)).as("in total only").isEmpty();
        assertThat(ledger.incompleteBytes()).isEqualTo(1_500);
        assertThat(ledger.session(ONE, 1_000).refusal())
                .as("handshakes have their own limit")
                .isEmpty();
        assertThat(first.keep(0)).isEmpty();
        assertThat(second.keep(900)).isEmpty();
        for (ConnectionPermit each : List.of(first, second, elsewhere, proxy)) {
            each.release();
            each.release();
            assertThat(each.keep(1)).as("the rest of its input").isEmpty();
        }
        assertThat(ledger.incompleteBytes()).isZero();
    }

    @Test
    void bytesOfIncompleteMessagesCountUntilTheyAreFreed() {
        CountingLedger ledger = ledger(0, 0, 0);
        SessionPermit first = ledger.session(ONE, 100);
        SessionPermit second = ledger.session(ONE, 100);
        SessionPermit elsewhere = ledger.session(TWO, 100);
        assertThat(first.retain(600)).isTrue();
        assertThat(second.retain(401)).as("of the address").isFalse();
        assertThat(second.retain(400)).isTrue();
        assertThat(elsewhere.retain(501)).as("in total").isFalse();
        assertThat(ledger.incompleteBytes()).isEqualTo(1_000);
        first.release();
        assertThat(second.retain(1))
                .as("the closed session's bytes are still in memory")
                .isFalse();
        first.free(600);
        second.free(400);
        second.release();
        elsewhere.release();
        assertThat(ledger.incompleteBytes()).isZero();
        assertThat(ledger.addresses()).isZero();
    }

    @Test
    void aPermitIsGivenBackOnceHoweverOftenItIsReleased() {
        CountingLedger ledger = ledger(2, 0, 0);
        Permit connection = ledger.connection(ONE, false);
        SessionPermit session = ledger.session(ONE, 700);
        ledger.session(ONE, 1);
        for (int i = 0; i < 3; i++) {
            connection.release();
            session.release();
            session.connected();
        }
        assertThat(ledger.connections()).isZero();
        assertThat(ledger.sessions()).isEqualTo(1);
        assertThat(ledger.pendingSessions()).isEqualTo(1);
        assertThat(ledger.pendingBytes()).isEqualTo(1);
    }

    @Test
    void aRefusalBecauseOfTheTotalHoldsNothingOfTheAddress() {
        CountingLedger ledger = ledger(3, 1, 0);
        Permit connection = ledger.connection(ONE, false);
        SessionPermit session = ledger.session(ONE, 1);
        for (int i = 0; i < 5; i++) {
            assertThat(ledger.connection(TWO, false).refusal()).contains(Refusal.MAX_CONNECTIONS);
            assertThat(ledger.session(TWO, 1).refusal()).contains(Refusal.MAX_CONNECTIONS);
        }
        assertThat(ledger.addresses()).isEqualTo(1);
        connection.release();
        session.release();
        assertThat(ledger.addresses()).isZero();
        assertThat(ledger.connection(TWO, false).refusal()).isEmpty();
    }

    @Test
    void sessionsThatHaveNotConnectedAreLimitedInNumberAndBytesPerAddressAndInTotal() {
        CountingLedger ledger = ledger(0, 0, 0);
        assertThat(ledger.session(ONE, 1_001).refusal()).contains(Refusal.PENDING_BYTES_PER_ADDRESS);
        SessionPermit first = ledger.session(ONE, 900);
        assertThat(ledger.session(ONE, 101).refusal()).contains(Refusal.PENDING_BYTES_PER_ADDRESS);
        assertThat(ledger.session(TWO, 601).refusal()).contains(Refusal.PENDING_BYTES);
        ledger.session(ONE, 1);
        ledger.session(ONE, 1);
        assertThat(ledger.session(ONE, 1).refusal()).contains(Refusal.PENDING_SESSIONS_PER_ADDRESS);
        ledger.session(TWO, 1);
        ledger.session(TWO, 1);
        assertThat(ledger.session(TWO, 1).refusal()).contains(Refusal.PENDING_SESSIONS);

        first.connected();
        assertThat(ledger.session(ONE, 900).refusal()).isEmpty();
        assertThat(ledger.sessions()).isEqualTo(6);
    }

    @Test
    void newSessionsPerSecondAreLimitedAndRefusedOnesHoldNothing() {
        CountingLedger ledger = ledger(10, 0, 2);
        ledger.session(ONE, 1);
        ledger.session(ONE, 1);
        assertThat(ledger.session(TWO, 1).refusal()).contains(Refusal.NEW_CONNECTIONS_PER_SECOND);
        assertThat(ledger.addresses()).isEqualTo(1);
        assertThat(ledger.sessions()).isEqualTo(2);
        ticker.advance(500, TimeUnit.MILLISECONDS);
        assertThat(ledger.session(TWO, 1).refusal()).isEmpty();
    }
}
