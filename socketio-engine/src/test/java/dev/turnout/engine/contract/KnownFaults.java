package dev.turnout.engine.contract;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Names the promises that the engine under test is known not to keep. */
@Retention(RetentionPolicy.RUNTIME)
@interface KnownFaults {

    Class<? extends KnownFault> value();
}
