@NullMarked
package dev.turnout.engine.websocket;

import org.jspecify.annotations.NullMarked;
