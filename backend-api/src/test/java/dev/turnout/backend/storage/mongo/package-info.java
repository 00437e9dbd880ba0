@NullMarked
package dev.turnout.backend.storage.mongo;

import org.jspecify.annotations.NullMarked;
