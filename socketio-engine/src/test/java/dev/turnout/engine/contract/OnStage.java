package dev.turnout.engine.contract;

/** A group of promises, tried on a stage of their own. */
interface OnStage {

    Stage stage();
}
