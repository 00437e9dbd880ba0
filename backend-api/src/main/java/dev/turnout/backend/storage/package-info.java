/** What is kept, and the one interface behind which it is kept; a folder for each database. */
@NullMarked
package dev.turnout.backend.storage;

import org.jspecify.annotations.NullMarked;
