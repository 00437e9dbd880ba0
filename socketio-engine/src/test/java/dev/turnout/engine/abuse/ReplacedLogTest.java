package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Positions of a log that another one has replaced, or that has been trimmed. */
class ReplacedLogTest extends SharedLogFixture {

    private String connected = "";
    private String received = "";

    /** A client that has received an event of the first log, continues on the other engine, which has not read it. */
    private RawWebSocket continuedAhead() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        connected = client.text();
        position += 7;
        read(one, 1);
        received = client.text();
        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        return returned;
    }

    private static void assertEnded(AbusedEngine engine, RawWebSocket client) throws IOException {
        assertThat(client.closeCode()).isEqualTo(1000);
        engine.awaitClosed(CloseReason.EVENT_LOG_REPLACED, 1);
    }

    @Test
    void aSessionEndsWhenItsPositionIsNotInTheLogThatThisEngineReads() throws IOException {
        RawWebSocket returned = continuedAhead();
        position += 7;
        read(other, 1);
        assertEnded(other, returned);
    }

    @Test
    void aSessionEndsWhenItsLogIsReplacedBeforeThisEngineHasReadItsPosition() throws IOException {
        RawWebSocket returned = continuedAhead();
        endpoint(other).shareLog("other", BEGIN + 100, BEGIN - 100);
        assertEnded(other, returned);
    }

    @Test
    void aSessionEndsWhenTheLogHasBeenReadToItsEndWithoutItsPosition() throws IOException {
        RawWebSocket returned = continuedAhead();
        endpoint(other).readToEnd();
        other.handler.open.values().iterator().next().emit(Event.of("alone"));
        assertThat(returned.text())
                .as("not before everything has been read that was there")
                .startsWith("42[\"alone\",");
        endpoint(other).readToEnd();
        assertEnded(other, returned);
    }

    @Test
    void aSessionStaysWhenItsPositionIsReadBeforeTheEnd() throws IOException {
        RawWebSocket returned = continuedAhead();
        endpoint(other).readToEnd();
        read(other, 1);
        endpoint(other).readToEnd();
        publish(2);
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void aSessionStaysWhenAnEntryThatIsNoEventHasItsPosition() throws IOException {
        RawWebSocket returned = continuedAhead();
        endpoint(other).passed(position);
        publish(2);
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void aSessionFromAPositionThatThisEngineHasSkippedBeginsAnew() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        connected = client.text();
        read(one, 1);
        position += 7;
        read(one, 2);
        assertThat(client.text()).startsWith("42");
        received = client.text();
        position += 7;
        read(other, 2);

        RawWebSocket returned = other.webSocket().send(back(connected, received));

        assertThat(field("sid", returned.text())).isNotEqualTo(field("sid", connected));
    }

    @Test
    void aSessionOfAQuietRoomIsContinuedWhenManyEntriesHaveBeenRead() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        connected = client.text();
        publish(1);
        received = client.text();
        for (int i = 0; i < 500_000; i++) {
            position += 7;
            endpoint(one).passed(position);
        }

        RawWebSocket returned = one.webSocket().send(back(connected, received));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
    }

    @Test
    void aSessionThatWasEndedIsNotContinued() throws IOException {
        RawWebSocket returned = continuedAhead();
        position += 7;
        read(other, 1);
        assertEnded(other, returned);

        RawWebSocket again = other.webSocket().send(back(connected, received));

        assertThat(field("sid", again.text())).isNotEqualTo(field("sid", connected));
    }
}
