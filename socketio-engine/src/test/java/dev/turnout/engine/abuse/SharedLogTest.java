package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Engines that share a recovery key and the positions of their events continue each other's sessions. */
class SharedLogTest extends SharedLogFixture {

    @Test
    void aSessionIsContinuedOnAnotherEngineWithWhatItMissed() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        publish(1);
        String received = client.text();
        assertThat(received).startsWith("42[\"tick\",1,");
        publish(2);
        publish(3);

        RawWebSocket returned = other.webSocket().send(back(connected, received));

        String continued = returned.text();
        assertThat(field("sid", continued)).isEqualTo(field("sid", connected));
        assertThat(field("pid", continued)).isEqualTo(field("pid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
        assertThat(returned.text()).startsWith("42[\"tick\",3,");
        publish(4);
        assertThat(returned.text()).startsWith("42[\"tick\",4,");
        endpoint(one).continuedElsewhere(field("sid", connected));
        one.awaitClosed(CloseReason.REPLACED, 1);
    }

    @Test
    void aSessionThatReceivedNothingMissesNothing() throws IOException {
        publish(1);
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        publish(2);

        RawWebSocket returned = other.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void aClientThatIsAheadOfTheEngineGetsNothingTwice() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        position += 7;
        read(one, 1);
        String received = client.text();

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        read(other, 1);
        publish(2);

        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void aSessionFromBeforeTheLogBeginsBeginsAnew() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        endpoint(other).shareLog("other", BEGIN + 5, BEGIN + 5);

        RawWebSocket returned = other.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isNotEqualTo(field("sid", connected));
    }

    @Test
    void aSessionThatHasEndedIsNotContinued() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        client.send("41");
        AbusedEngine.eventually("the session has left", one.handler.open::isEmpty);

        RawWebSocket returned = one.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isNotEqualTo(field("sid", connected));
    }

    @Test
    void eventsThatWereLoggedWithoutBeingSentAreReplayed() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        other.room().log(tick(1), BEGIN + 3, id(1));

        RawWebSocket returned = other.webSocket().send(back(connected, ""));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",1,");
    }

    // ---- events that were sent before they had a position

    /** Engine one could not learn whether the log has the event. */
    private void sendAhead(int tick) {
        one.room().emitAhead(tick(tick), id(tick));
    }

    @Test
    void anEventThatWasSentAheadIsNotSentAgainByAnotherEngineThatReadsItLater() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        sendAhead(1);
        String received = client.text();

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        position += 7;
        read(other, 1);
        publish(2);

        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    @Test
    void anEventIsNotRepeatedByAnEngineThatHasReadItBefore() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        sendAhead(1);
        assertThat(client.text()).startsWith("4");
        position += 7;
        read(other, 1);
        sendAhead(2);
        String received = client.text();

        RawWebSocket returned = other.webSocket().send(back(connected, received));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        publish(3);
        assertThat(returned.text()).startsWith("42[\"tick\",3,");
    }

    @Test
    void theOffsetOfALaterEventNamesItToo() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        sendAhead(1);
        assertThat(client.text()).startsWith("4");
        publish(2);
        String received = client.text();

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        position += 7;
        read(other, 1);
        publish(3);

        assertThat(returned.text()).startsWith("42[\"tick\",3,");
    }

    @Test
    void noOffsetNamesItOnceItsPositionIsKnown() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        assertThat(client.text()).startsWith("4");
        sendAhead(1);
        assertThat(client.text()).contains("~one~").endsWith("~one:1\"]");
        position += 7;
        endpoint(one).placed(id(1), position);
        publish(2);
        assertThat(client.text()).doesNotContain("~");
    }

    /** The session has been on one, then on other, when one's event is read from the log by a third. */
    @Test
    void aSessionThatContinuesTwiceStillDoesNotReceiveItAgain() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        sendAhead(1);
        String received = client.text();
        position += 7;
        read(one, 2);
        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(returned.text()).startsWith("4");
        read(other, 2);
        String offsetOfOther = returned.text();
        assertThat(offsetOfOther)
                .startsWith("42[\"tick\",2,")
                .contains("~other~")
                .contains("~one:1");

        endpoint(one).continuedElsewhere(field("sid", connected));
        one.awaitClosed(CloseReason.REPLACED, 1);
        RawWebSocket again = one.webSocket().send(back(connected, offsetOfOther));
        assertThat(field("sid", again.text())).isEqualTo(field("sid", connected));
        publish(3);
        assertThat(again.text()).startsWith("42[\"tick\",3,");
    }

    @Test
    void anEventForOneSessionAloneKeepsItInTheOffset() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        sendAhead(1);
        assertThat(client.text()).startsWith("4");
        one.handler.open.values().iterator().next().emit(Event.of("alone"));
        String received = client.text();
        assertThat(received).startsWith("42[\"alone\",").endsWith("~one:1\"]");

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(returned.text()).startsWith("4");
        position += 7;
        read(other, 1);
        publish(2);
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
    }

    /** The engine's own event takes the number of the event that the client has received and the engine has not. */
    @Test
    void aClientThatIsAheadOfTheEngineReceivesNothingTwiceOfWhatThatSendsAhead() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        position++;
        read(one, 1);
        String received = client.text();

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        other.room().emitAhead(tick(8), new EventId("other", 8));
        read(other, 1);
        publish(9);
        assertThat(returned.text()).startsWith("42[\"tick\",9,");
    }

    /** A session that begins when one has sent an event ahead, and has received nothing; its CONNECT packet. */
    private String beginsAfterAnEventThatWasSentAhead() throws IOException {
        RawWebSocket present = one.webSocket().send("40");
        assertThat(present.text()).startsWith("40");
        sendAhead(1);
        assertThat(present.text()).startsWith("42");
        return one.webSocket().send("40").text();
    }

    @Test
    void aSessionThatBeganAfterItIsContinuedBeforeTheEventIsRead() throws IOException {
        String connected = beginsAfterAnEventThatWasSentAhead();
        for (AbusedEngine engine : List.of(one, other)) {
            RawWebSocket returned = engine.webSocket().send(back(connected, ""));
            assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
            position += 7;
            endpoint(one).placed(id(1), position);
            read(other, 1);
            publish(2);
            assertThat(returned.text()).startsWith("42[\"tick\",2,");
            endpoint(one).continuedElsewhere(field("sid", connected));
        }
    }

    @Test
    void aSessionThatBeganAfterItIsContinuedWhenOthersHaveBeenRead() throws IOException {
        String connected = beginsAfterAnEventThatWasSentAhead();
        publish(2);
        for (AbusedEngine engine : List.of(one, other)) {
            RawWebSocket returned = engine.webSocket().send(back(connected, ""));
            assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
            assertThat(returned.text()).startsWith("42[\"tick\",2,");
            endpoint(one).continuedElsewhere(field("sid", connected));
        }
    }

    @Test
    void onItsOwnEngineASessionIsContinuedWithWhatWasSentAhead() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        sendAhead(1);
        String received = client.text();
        sendAhead(2);
        publish(3);

        RawWebSocket returned = one.webSocket().send(back(connected, received));

        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
        assertThat(returned.text()).startsWith("42[\"tick\",2,");
        assertThat(returned.text()).startsWith("42[\"tick\",3,");
    }

    /** The log has been replaced by an older copy, whose next positions have been used before. */
    @Test
    void untilAnOlderLogHasPassedTheNewestPositionSessionsBeginAnewOnOtherEngines() throws IOException {
        RawWebSocket client = one.webSocket().send("40");
        String connected = client.text();
        publish(1);
        assertThat(client.text()).startsWith("4");
        endpoint(one).shareLog("one", position + 100, position - 3);
        position -= 2;
        read(one, 2);
        String received = client.text();
        assertThat(received).startsWith("42[\"tick\",2,");

        RawWebSocket returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isNotEqualTo(field("sid", connected));

        position += 200;
        read(one, 3);
        received = client.text();
        returned = other.webSocket().send(back(connected, received));
        assertThat(field("sid", returned.text())).isEqualTo(field("sid", connected));
    }
}
