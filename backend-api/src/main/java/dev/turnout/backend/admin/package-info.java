/** Who may administer: the password, the sessions it opens, the token, and the pace of guessing. */
@NullMarked
package dev.turnout.backend.admin;

import org.jspecify.annotations.NullMarked;
