/** Product tests: one class per topic. Start with {@link dev.turnout.acceptance.kit.Product}. */
@NullMarked
package dev.turnout.acceptance;

import org.jspecify.annotations.NullMarked;
