/** Rights of admins: password, sessions, token, throttle of guesses, and read-only links. */
@NullMarked
package dev.turnout.backend.admin;

import org.jspecify.annotations.NullMarked;
