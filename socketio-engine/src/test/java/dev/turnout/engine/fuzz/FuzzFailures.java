package dev.turnout.engine.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** What the engine, or Netty on its account, says that went wrong. Any thread. */
final class FuzzFailures {

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    FuzzFailures() {
        for (String name : List.of("dev.turnout", "io.netty")) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                        failures.add(event.getFormattedMessage());
                    }
                }
            };
            appender.setContext(logger.getLoggerContext());
            appender.start();
            logger.addAppender(appender);
        }
    }

    /** What has gone wrong since it was asked last. */
    List<String> take() {
        List<String> taken = new ArrayList<>();
        for (String failure = failures.poll(); failure != null; failure = failures.poll()) {
            taken.add(failure);
        }
        return taken;
    }
}
