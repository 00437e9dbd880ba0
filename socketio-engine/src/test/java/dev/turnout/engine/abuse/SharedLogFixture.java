package dev.turnout.engine.abuse;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
import dev.turnout.engine.RecoveryKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two engines that share a recovery key and the positions of their events. */
abstract class SharedLogFixture {

    static final long BEGIN = 1_000_000;

    AbusedEngine one;
    AbusedEngine other;
    long position = BEGIN;

    @BeforeEach
    void start() throws IOException {
        RecoveryKey key = RecoveryKey.of("a key that both of the engines have".getBytes(StandardCharsets.US_ASCII));
        one = engine(key, "one");
        other = engine(key, "other");
    }

    private static AbusedEngine engine(RecoveryKey key, String name) throws IOException {
        AbusedEngine engine = AbusedEngine.with(knobs -> {
            knobs.recovery = Duration.ofSeconds(30);
            knobs.recoveryKey = key;
        });
        endpoint(engine).shareLog(name, BEGIN, BEGIN);
        return engine;
    }

    static Endpoint endpoint(AbusedEngine engine) {
        return engine.engine.endpoint(AbusedEngine.PATH, "/");
    }

    @AfterEach
    void stop() {
        one.closeKeepingLost();
        other.closeKeepingLost();
    }

    void publish(int tick) {
        position += 7;
        read(one, tick);
        read(other, tick);
    }

    /** The engine reads the event from the log. */
    void read(AbusedEngine engine, int tick) {
        engine.room().emit(tick(tick), position, id(tick));
    }

    static EventId id(int tick) {
        return new EventId("one", tick);
    }

    static Event tick(int number) {
        return Event.of("tick", IntNode.valueOf(number));
    }

    static String field(String name, String connected) {
        return connected.replaceFirst(".*\"" + name + "\":\"([^\"]+)\".*", "$1");
    }

    static String back(String connected, String event) {
        String offset = event.isEmpty() ? "" : ",\"offset\":\"" + event.replaceFirst(".*\"([^\"]+)\"]$", "$1") + "\"";
        return "40{\"pid\":\"" + field("pid", connected) + "\"" + offset + "}";
    }
}
