package dev.turnout.engine.contract;

import dev.turnout.testkit.clients.ClientKind;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Runs a test with a selection of client libraries and transport modes. */
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(EachClient.Source.class)
@interface EachClient {

    Selection value() default Selection.ALL;

    /** Selections of clients. */
    enum Selection {
        ALL,
        UPGRADING,
        OF_REVISION_4,
        RECOVERING,
        /** One of each protocol revision and transport, where the library makes no difference. */
        ONE_OF_EACH,
        /** Those that tests open in a browser. */
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

    /** Provides the clients of the selection. */
    final class Source implements ArgumentsProvider, AnnotationConsumer<EachClient> {

        private Selection selection = Selection.ALL;

        @Override
        public void accept(EachClient annotation) {
            selection = annotation.value();
        }

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return selection.kinds().map(Arguments::of);
        }
    }
}
