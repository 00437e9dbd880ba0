@NullMarked
package dev.turnout.engine.socketio;

import org.jspecify.annotations.NullMarked;
