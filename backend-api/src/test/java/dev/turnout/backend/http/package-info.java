@NullMarked
package dev.turnout.backend.http;

import org.jspecify.annotations.NullMarked;
