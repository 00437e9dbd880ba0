/**
 * Many nodes as one: which nodes live, and how many viewers each has in each room. The state machine is pure; the
 * transport carries its messages.
 */
@NullMarked
package dev.turnout.socket.cluster;

import org.jspecify.annotations.NullMarked;
