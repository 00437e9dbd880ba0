package dev.turnout.socket.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DeliveryBoundaryTest {

    @Test
    void deliveryKnowsTheContractAndTheTransportAndNothingOfTheAudience() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.turnout.socket.delivery",
                        "dev.turnout.model",
                        "java..",
                        "javax.net.ssl..",
                        "okhttp3..",
                        "okio..",
                        "com.fasterxml.jackson..",
                        "org.slf4j..",
                        "org.jspecify..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.turnout.socket.delivery"));
    }
}
