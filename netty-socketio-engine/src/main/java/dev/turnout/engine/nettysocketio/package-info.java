/** netty-socketio behind the API of {@link dev.turnout.engine.SocketIoEngine}. */
@NullMarked
package dev.turnout.engine.nettysocketio;

import org.jspecify.annotations.NullMarked;
