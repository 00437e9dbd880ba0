package dev.turnout.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the stability statement of the README covers: the types of {@code dev.turnout.engine}. */
class PublicApiTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.turnout.engine");

    private static final DescribedPredicate<JavaClass> ALLOWED = DescribedPredicate.describe(
            "of Java, of Jackson's tree or of this package",
            type -> type.getPackageName().startsWith("java")
                    || type.getPackageName().isEmpty()
                    || type.getPackageName().equals("com.fasterxml.jackson.databind")
                    || type.getPackageName().equals("dev.turnout.engine"));

    @Test
    void exposesNoTypesOfNettyNorOfTheImplementation() {
        classes()
                .that()
                .resideInAPackage("dev.turnout.engine")
                .and()
                .arePublic()
                .should(exposeOnlyAllowedTypes())
                .check(CLASSES);
    }

    private static ArchCondition<JavaClass> exposeOnlyAllowedTypes() {
        return new ArchCondition<>("expose only types " + ALLOWED.getDescription()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .forEach(method -> types(method)
                                .filter(ALLOWED.negate())
                                .forEach(other -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " exposes " + other.getName()))));
            }
        };
    }

    private static Stream<JavaClass> types(JavaMethod method) {
        return Stream.concat(method.getRawParameterTypes().stream(), Stream.of(method.getRawReturnType()))
                .map(JavaClass::getBaseComponentType);
    }
}
