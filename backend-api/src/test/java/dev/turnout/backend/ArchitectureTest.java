package dev.turnout.backend;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

    private static final String BACKEND = "dev.turnout.backend.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.turnout.backend");

    /** The "may import" table: package, and what of this house and of others it may use beside the JDK. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "storage        |                                                   | ",
                "storage.sql    | storage                                           | org.jdbi com.fasterxml.jackson",
                "storage.sqlite | storage storage.sql                               | dev.turnout.process org.jdbi com.zaxxer.hikari org.flywaydb org.sqlite org.slf4j",
                "storage.postgres | storage storage.sql                             | org.jdbi com.zaxxer.hikari org.flywaydb org.postgresql",
                "storage.mongo  | storage                                           | com.mongodb org.bson org.slf4j",
                "migration      | storage                                           | com.fasterxml.jackson",
                "analytics      | storage                                           | com.fasterxml.jackson io.micrometer org.slf4j",
                "relay          |                                                   | okhttp3 okio com.fasterxml.jackson io.micrometer org.slf4j",
                "auctions       | storage relay                                     | com.fasterxml.jackson io.micrometer org.slf4j",
                "admin          | storage                                           | com.password4j org.slf4j",
                "edge           |                                                   | io.javalin.config io.micrometer org.eclipse.jetty kotlin",
                "http           | storage analytics auctions admin relay edge       | io.javalin org.eclipse.jetty jakarta.servlet okhttp3 com.fasterxml.jackson io.micrometer org.slf4j kotlin",
            })
    void aPackageImportsOnlyWhatItMay(String name, String house, String others) {
        String[] allowed = Stream.concat(
                        Stream.concat(Stream.of(name), words(house)).map(other -> BACKEND + other),
                        Stream.concat(
                                words(others).map(other -> other + ".."),
                                Stream.of(
                                        "java..",
                                        "javax..",
                                        "org.jspecify..",
                                        "dev.turnout.model..",
                                        "dev.turnout.http..",
                                        "dev.turnout.logging..",
                                        "dev.turnout.thread..")))
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> mayUse =
                resideInAnyPackage(allowed).or(resideInAPackage("")); // arrays and primitives are in no package
        classes()
                .that()
                .resideInAPackage(BACKEND + name)
                .should()
                .onlyDependOnClassesThat(mayUse)
                .check(CLASSES);
    }

    private static Stream<String> words(String text) {
        return text == null ? Stream.empty() : Stream.of(text.split(" ", -1)).filter(word -> !word.isEmpty());
    }

    @Test
    void onlyTheRootDependsOnADatabase() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.turnout.backend",
                        BACKEND + "storage.sql",
                        BACKEND + "storage.sqlite",
                        BACKEND + "storage.postgres")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BACKEND + "storage.sql", BACKEND + "storage.sqlite", BACKEND + "storage.postgres")
                .check(CLASSES);
    }

    @Test
    void noPackagesGoInACircle() {
        slices().matching("dev.turnout.backend.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void timeIsPassedIn() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(BackendApiMain.class)
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }

    @Test
    void nothingIsPrintedButByTheCommandLine() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
