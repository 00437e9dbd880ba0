package dev.turnout.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The layers of the engine: each may know those below it, none those above. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.turnout.engine");

    @Test
    void layersKnowOnlyThoseBelow() {
        mayNotKnow("ledger", "websocket", "http", "engineio", "socketio");
        mayNotKnow("loop", "ledger", "websocket", "http", "engineio", "socketio");
        mayNotKnow("websocket", "ledger", "http", "engineio", "socketio");
        mayNotKnow("http", "ledger", "engineio", "socketio");
        mayNotKnow("engineio", "ledger", "socketio");
    }

    private static void mayNotKnow(String layer, String... others) {
        for (String other : others) {
            noClasses()
                    .that()
                    .resideInAPackage("dev.turnout.engine." + layer)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("dev.turnout.engine." + other)
                    .check(CLASSES);
        }
    }

    @Test
    void theApiDependsOnNoEngineButWhereOneIsChosen() {
        noClasses()
                .that()
                .resideInAPackage("dev.turnout.engine")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.turnout.engine.*..")
                .check(CLASSES);
    }

    @Test
    void timeIsPassedIn() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }
}
