package dev.turnout.bench.load;

/**
 * What the sessions of the lobby were sent.
 *
 * @param exact sessions that were last sent the right count of all auctions that they watch
 * @param at when that was seen, monotonic nanoseconds
 * @param updates frames with changed counts
 * @param entries counts in all frames and answers
 * @param strangers counts of auctions that the session does not watch
 */
public record LobbyView(int exact, long at, long updates, long entries, long strangers) {}
