package dev.turnout.socket.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Keeps the product from logging each of the thousands of simulated faults. */
final class SilentLogs implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.turnout.socket");
    private final @Nullable Level before = logger.getLevel();

    SilentLogs() {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(before);
    }
}
