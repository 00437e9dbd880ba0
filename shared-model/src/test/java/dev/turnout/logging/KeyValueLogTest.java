package dev.turnout.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class KeyValueLogTest {

    private static final String PROPERTY = "logback.configurationFile";

    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @BeforeEach
    void configure() {
        assertThat(new KeyValueLog().configure(context)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        events.start();
        root().addAppender(events);
    }

    private ch.qos.logback.classic.Logger root() {
        return context.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    /** What the console prints. */
    private String logged() {
        var console =
                (ConsoleAppender<ILoggingEvent>) root().iteratorForAppenders().next();
        return events.list.stream()
                .map(event -> new String(console.getEncoder().encode(event), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    @Test
    void aFactIsOneLineOfKeysAndValues() {
        context.getLogger("a.b.Server").atInfo().addKeyValue("port", 8081).log("ready\r\nnow …");
        assertThat(logged())
                .matches(
                        "time=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z level=INFO thread=\"[^\"]+\" logger=Server"
                                + " port=\"8081\" msg=\"ready now …\" \\R");
    }

    @Test
    void lineBreaksOfAValueAreSpaces() {
        context.getLogger("x").atWarn().addKeyValue("reason", "two\nlines").log("failed");
        assertThat(logged()).hasLineCount(1).contains("reason=\"two lines\"");
    }

    @Test
    void aStackTraceIsFoldedIntoItsLine() {
        context.getLogger("x")
                .atError()
                .setCause(new IllegalStateException("why"))
                .log("failed");
        assertThat(logged()).hasLineCount(1).contains("msg=\"failed\"", "IllegalStateException: why | at ");
    }

    @Test
    void librariesLogOnlyWarnings() {
        context.getLogger("io.netty.channel.X").info("hidden");
        context.getLogger("org.eclipse.jetty.util.HostPort").error("hidden");
        assertThat(logged()).isEmpty();
    }

    @Test
    void anotherConfigurationMayBeNamed() {
        System.setProperty(PROPERTY, "logback.xml");
        assertThat(new KeyValueLog().configure(new LoggerContext())).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
    }
}
