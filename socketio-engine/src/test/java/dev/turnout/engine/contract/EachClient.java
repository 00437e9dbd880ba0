package dev.turnout.engine.contract;

import dev.turnout.testkit.clients.ClientKind;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A promise that is tried with many clients: every library in every mode, or as it says. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(ServedClients.class)
@interface EachClient {

    Those value() default Those.ALL;

    /** Which clients a promise is tried with. */
    enum Those {
        ALL,
        UPGRADING,
        OF_REVISION_4,
        RECOVERING,
        ONE_OF_EACH,
        /** Only where the test opens them in one. */
        IN_BROWSERS;

        Stream<ClientKind> kinds() {
            return switch (this) {
                case ALL -> ClientKind.all();
                case UPGRADING -> ClientKind.upgrading();
                case OF_REVISION_4 -> ClientKind.ofRevision4();
                case RECOVERING -> ClientKind.recovering();
                case ONE_OF_EACH -> ClientKind.oneOfEach();
                case IN_BROWSERS -> ClientKind.inBrowsers();
            };
        }
    }
}
