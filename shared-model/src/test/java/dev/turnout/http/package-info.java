@NullMarked
package dev.turnout.http;

import org.jspecify.annotations.NullMarked;
