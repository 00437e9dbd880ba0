package dev.turnout.socket.audience;

import org.jspecify.annotations.Nullable;

/**
 * Whose session it is.
 *
 * @param key what all sessions of one person share; null for a session that is its own viewer
 * @param hash the same for all sessions of one viewer, evenly spread, from which the key cannot be derived
 */
public record ViewerId(@Nullable String key, long hash) {}
