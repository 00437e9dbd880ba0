/** What a hostile or broken client may try, and what it must not achieve. */
@NullMarked
package dev.turnout.engine.abuse;

import org.jspecify.annotations.NullMarked;
