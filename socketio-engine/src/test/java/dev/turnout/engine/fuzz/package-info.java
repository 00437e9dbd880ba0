/** What drives the fuzz targets: Jazzer for as long as one likes, and a short replay in every build. */
@NullMarked
package dev.turnout.engine.fuzz;

import org.jspecify.annotations.NullMarked;
