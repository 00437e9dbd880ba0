/** HTTP rules that both servers share: problem documents, JSON bodies, the internal key. */
@NullMarked
package dev.turnout.http;

import org.jspecify.annotations.NullMarked;
