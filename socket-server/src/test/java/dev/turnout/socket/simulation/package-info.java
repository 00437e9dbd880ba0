/**
 * Many nodes in virtual time: the product's own classes on a simulated Redis, network, backend and clock, everything from
 * one seed. See {@code docs/SIMULATION.md}.
 */
@org.jspecify.annotations.NullMarked
package dev.turnout.socket.simulation;
