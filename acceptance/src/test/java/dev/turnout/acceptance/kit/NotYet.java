package dev.turnout.acceptance.kit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test of behaviour that the product does not have yet. The test runs and must fail with an
 * {@link AssertionError}; when it passes, the build fails until the annotation is removed. {@code scripts/test} prints
 * the number of gaps.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface NotYet {

    /** What is missing. */
    String value();
}
