/** A long run of the product under churn and kills, with every delivery, count and stored minute checked. */
@NullMarked
package dev.turnout.acceptance.soak;

import org.jspecify.annotations.NullMarked;
