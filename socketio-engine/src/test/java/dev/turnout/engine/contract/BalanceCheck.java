package dev.turnout.engine.contract;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Calls {@link EngineFixture#end} after each test that passed. */
final class BalanceCheck implements AfterTestExecutionCallback {

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            ((ContractTest) context.getRequiredTestInstance()).fixture.end();
        }
    }
}
