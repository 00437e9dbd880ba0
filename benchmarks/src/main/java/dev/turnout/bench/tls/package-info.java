/** Measures what TLS costs a server. */
@NullMarked
package dev.turnout.bench.tls;

import org.jspecify.annotations.NullMarked;
