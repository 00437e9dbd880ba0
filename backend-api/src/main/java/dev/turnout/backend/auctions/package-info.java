/** The auctions, their analytics switch and their status. */
@NullMarked
package dev.turnout.backend.auctions;

import org.jspecify.annotations.NullMarked;
