package dev.turnout.socket.audience;

import org.jspecify.annotations.Nullable;

/**
 * A viewer as the room's list shows it.
 *
 * @param since when the viewer was listed, in milliseconds since the epoch
 */
public record ListedViewer(
        String name, @Nullable String avatar, @Nullable String section, long since) {}
