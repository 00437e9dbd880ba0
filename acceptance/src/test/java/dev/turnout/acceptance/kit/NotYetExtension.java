package dev.turnout.acceptance.kit;

import dev.turnout.testkit.Eventually;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.TestAbortedException;

/** Implements {@link NotYet}; each gap is a line of {@code target/not-yet.txt}. */
public final class NotYetExtension implements InvocationInterceptor {

    private static final Path GAPS = Path.of("target", "not-yet.txt");

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        Optional<NotYet> notYet = AnnotationSupport.findAnnotation(method.getExecutable(), NotYet.class);
        if (notYet.isEmpty()) {
            invocation.proceed();
        } else {
            expectFailure(invocation, notYet.get().value(), context);
        }
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        interceptTestMethod(invocation, method, context);
    }

    private static void expectFailure(Invocation<Void> invocation, String missing, ExtensionContext context)
            throws Throwable {
        Eventually.useShortTimeout();
        try {
            invocation.proceed();
        } catch (AssertionError | ConditionTimeoutException expected) {
            record(context, missing);
            throw new TestAbortedException("not yet: " + missing, expected);
        } finally {
            Eventually.useDefaultTimeout();
        }
        throw new AssertionError("this passes now; remove @NotYet(\"" + missing + "\")");
    }

    private static synchronized void record(ExtensionContext context, String missing) throws IOException {
        String test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        Files.writeString(GAPS, test + ": " + missing + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
