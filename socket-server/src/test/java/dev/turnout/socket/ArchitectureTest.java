package dev.turnout.socket;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The "may import" column of the floor plan. */
class ArchitectureTest {

    private static final String ROOT = "dev.turnout.socket";
    private static final String MODEL = "dev.turnout.model";
    private static final String THREAD = "dev.turnout.thread";
    private static final String LOGGING = "dev.turnout.logging";
    private static final String PROCESS = "dev.turnout.process";
    private static final String HTTP = "dev.turnout.http";
    private static final String ENGINE = "dev.turnout.engine";
    private static final String ANNOTATIONS = "org.jspecify.annotations";
    private static final String NETTY_TICKER = "io.netty.util.concurrent";
    private static final String LOG = "org.slf4j";
    private static final String JSON = "com.fasterxml.jackson";

    private static final Map<String, List<String>> MAY_IMPORT = Map.of(
            "audience",
            List.of(MODEL),
            "cluster",
            List.of(
                    sub("audience"),
                    sub("publishing"),
                    sub("sampling"),
                    sub("delivery"),
                    THREAD,
                    MODEL,
                    LOGGING,
                    ENGINE,
                    JSON,
                    LOG,
                    "io.lettuce"),
            "publishing",
            List.of(sub("audience"), THREAD, MODEL, ENGINE, JSON, LOG),
            "sampling",
            List.of(sub("audience"), THREAD, MODEL, LOG),
            "delivery",
            List.of(MODEL, THREAD, LOGGING, PROCESS, JSON, LOG, "okhttp3", "okio", "org.sqlite"),
            "admission",
            List.of(MODEL, ENGINE, NETTY_TICKER),
            "geo",
            List.of(THREAD, LOG, "com.maxmind.db"),
            "gateway",
            List.of(
                    sub("admission"),
                    sub("audience"),
                    sub("publishing"),
                    sub("delivery"),
                    THREAD,
                    MODEL,
                    HTTP,
                    LOGGING,
                    ENGINE,
                    JSON,
                    LOG,
                    "com.nimbusds"));

    private static final Set<String> CLOCKS = Set.of(
            "java.time.Instant.now",
            "java.time.Clock.systemUTC",
            "java.time.InstantSource.system",
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.sleep");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    static Stream<String> packages() {
        return MAY_IMPORT.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageImportsOnlyWhatItMay(String name) {
        List<String> allowed = MAY_IMPORT.getOrDefault(name, List.of());
        noClasses()
                .that()
                .resideInAPackage(sub(name))
                .should()
                .dependOnClassesThat(new DescribedPredicate<>("outside " + allowed) {
                    @Override
                    public boolean test(JavaClass target) {
                        String packageName = target.getPackageName();
                        return !packageName.startsWith("java.")
                                && !packageName.startsWith("javax.")
                                && !packageName.isEmpty()
                                && !packageName.equals(ANNOTATIONS)
                                && !packageName.equals(sub(name))
                                && allowed.stream().noneMatch(packageName::startsWith);
                    }
                })
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void timeIsPassedIn() {
        noClasses()
                .that()
                .doNotHaveSimpleName("SocketServerMain")
                .should()
                .accessTargetWhere(new DescribedPredicate<JavaAccess<?>>("a clock or a sleep") {
                    @Override
                    public boolean test(JavaAccess<?> access) {
                        return CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getName());
                    }
                })
                .check(CLASSES);
    }

    @Test
    void onlyTheChoiceOfTheEngineDependsOnNettySocketIo() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.EngineChoice(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.turnout.engine.nettysocketio..")
                .check(CLASSES);
    }

    @Test
    void theAudienceIsPure() {
        noClasses()
                .that()
                .resideInAPackage(sub("audience"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.net..", "java.io..", "java.nio..", "java.time..")
                .check(CLASSES);
    }

    @Test
    void everyPackageStandsInTheTable() {
        List<String> found = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.substring(ROOT.length() + 1))
                .distinct()
                .sorted()
                .toList();
        assertThat(found)
                .isEqualTo(Arrays.asList(MAY_IMPORT.keySet().stream().sorted().toArray(String[]::new)));
    }

    private static String sub(String name) {
        return ROOT + "." + name;
    }
}
