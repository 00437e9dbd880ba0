package dev.turnout.engine.contract;

import dev.turnout.engine.Engines;

class TurnoutEngineContractTest extends EngineContractTest {

    TurnoutEngineContractTest() {
        super(Engines.TURNOUT);
    }
}
