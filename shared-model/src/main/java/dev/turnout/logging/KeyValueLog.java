package dev.turnout.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;

/**
 * The log of both servers: one line per fact, times in UTC; a stack trace is folded into its line. Written in code, since
 * reading it from XML takes 8 MB of memory. {@code -Dlogback.configurationFile=FILE} replaces it.
 */
public final class KeyValueLog extends ContextAwareBase implements Configurator {

    private static final String OTHER_CONFIGURATION = "logback.configurationFile";

    private static final String PATTERN =
            "time=%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", UTC} level=%level thread=\"%thread\""
                    + " logger=%logger{0} %replace(%kvp){'[\\r\\n]+', ' '} msg=\"%replace(%msg){'[\\r\\n]+', ' '}\" %replace(%ex){'[\\r\\n\\t]+', ' | '}%nopex%n";

    private static final Map<String, Level> LEVELS = Map.of(
            "io.netty", Level.WARN,
            "com.corundumstudio", Level.WARN,
            "org.eclipse.jetty", Level.WARN,
            // Logs each malformed Host header, which is answered with 400.
            "org.eclipse.jetty.util.HostPort", Level.OFF,
            "io.javalin", Level.WARN,
            "com.zaxxer.hikari", Level.WARN,
            "org.flywaydb", Level.WARN,
            "org.mongodb.driver", Level.ERROR);

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(OTHER_CONFIGURATION) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
