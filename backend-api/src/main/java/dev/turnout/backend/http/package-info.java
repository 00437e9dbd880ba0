/** The routing table, who may use which route, and every failure as a problem document. */
@NullMarked
package dev.turnout.backend.http;

import org.jspecify.annotations.NullMarked;
