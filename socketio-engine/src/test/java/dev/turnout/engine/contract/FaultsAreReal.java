package dev.turnout.engine.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.testkit.Eventually;
import dev.turnout.testkit.clients.ClientKind;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Runs each promise, and turns the verdict round where the engine is known not to keep it. */
final class FaultsAreReal implements InvocationInterceptor {

    @Override
    public void interceptTestMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        run(test, call, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        run(test, call, context);
    }

    private void run(Invocation<Void> test, ReflectiveInvocationContext<Method> call, ExtensionContext context)
            throws Throwable {
        EngineContractTest contract = (EngineContractTest) context.getRequiredTestInstance();
        List<KnownFault> known = KnownFault.of(context.getRequiredTestClass()).toList();
        ClientKind kind = clientIn(call.getArguments());
        Optional<KnownFault> fault = known.stream()
                .filter(one -> one.promises().contains(call.getExecutable().getName()))
                .filter(one -> one.shows(kind))
                .findFirst();
        if (fault.isPresent()) {
            mustFail(test, contract, fault.get());
        } else {
            mustPass(test, contract, known.stream().anyMatch(one -> one.lurks(kind)));
        }
    }

    private static void mustPass(Invocation<Void> test, EngineContractTest contract, boolean faultLurks)
            throws Throwable {
        try {
            test.proceed();
        } catch (ConditionTimeoutException | AssertionError inVain) {
            if (!faultLurks) {
                throw inVain;
            }
        }
        contract.stage().end();
    }

    private static void mustFail(Invocation<Void> test, EngineContractTest contract, KnownFault fault) {
        Eventually.useShortTimeout();
        try {
            test.proceed();
            contract.stage().end();
        } catch (Throwable failure) {
            assertThat(words(failure)).as("how %s shows", fault.name()).contains(fault.symptom());
            return;
        } finally {
            Eventually.useDefaultTimeout();
        }
        throw new AssertionError(fault.name() + " is gone: take it off the list");
    }

    private static @Nullable ClientKind clientIn(List<Object> arguments) {
        return arguments.stream()
                .filter(ClientKind.class::isInstance)
                .map(ClientKind.class::cast)
                .findFirst()
                .orElse(null);
    }

    private static String words(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure + (cause == null || cause == failure ? "" : "\n" + words(cause));
    }
}
