/** The peers that run on a JVM: each a server with its own main, counting alike. */
@NullMarked
package dev.turnout.bench.server;

import org.jspecify.annotations.NullMarked;
