package dev.turnout.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.turnout.bench");

    @Test
    void packagesDoNotDependOnEachOtherInCircles() {
        slices().matching("dev.turnout.bench.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theServersUnderMeasurementKnowNothingOfTheMeasuring() {
        noClasses()
                .that()
                .resideInAPackage("..server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..load..", "..peer..", "..process..", "..report..", "..scenario..")
                .check(CLASSES);
    }

    /** All waiting and all timing is done by the load; the benchmarks of analytics and of a cluster are their own load. */
    @Test
    void timeIsTakenInOnePlaceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..load..", "..analytics..", "..cluster..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }
}
