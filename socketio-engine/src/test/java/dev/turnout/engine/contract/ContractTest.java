package dev.turnout.engine.contract;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Base of the tests of the engine's API with the real clients. After a test that passed, the sessions that were opened
 * and those that were closed must balance, and the handler must have been called in order.
 */
@ExtendWith(BalanceCheck.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContractTest {

    final EngineFixture fixture = new EngineFixture();

    @AfterEach
    void closeFixture() {
        fixture.close();
    }
}
