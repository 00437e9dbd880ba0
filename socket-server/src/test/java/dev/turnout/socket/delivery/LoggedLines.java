package dev.turnout.socket.delivery;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** The lines of a class's log, as text with their keys and values. */
final class LoggedLines implements AutoCloseable {

    interface Work {
        void run() throws Exception;
    }

    private final Logger logger;
    final ListAppender<ILoggingEvent> events = new ListAppender<>();

    LoggedLines(Class<?> type) {
        logger = (Logger) LoggerFactory.getLogger(type);
        events.start();
        logger.addAppender(events);
    }

    static List<String> of(Class<?> type, Work work) throws Exception {
        try (LoggedLines lines = new LoggedLines(type)) {
            work.run();
            return lines.lines();
        }
    }

    List<String> lines() {
        return events.list.stream().map(LoggedLines::text).toList();
    }

    private static String text(ILoggingEvent event) {
        Stream<String> pairs = event.getKeyValuePairs() == null
                ? Stream.of()
                : event.getKeyValuePairs().stream().map(pair -> " " + pair.key + "=" + pair.value);
        return event.getFormattedMessage() + pairs.collect(Collectors.joining());
    }

    @Override
    public void close() {
        logger.detachAppender(events);
    }
}
