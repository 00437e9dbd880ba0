/** {@link dev.turnout.backend.storage.Storage} in MongoDB, with the collections of the existing system. */
@NullMarked
package dev.turnout.backend.storage.mongo;

import org.jspecify.annotations.NullMarked;
