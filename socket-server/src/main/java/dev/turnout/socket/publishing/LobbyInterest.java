package dev.turnout.socket.publishing;

/** A set of auctions that one or more sessions of the lobby watch, and the engine's room of these sessions. */
final class LobbyInterest {

    final String room;
    final WatchedAuction[] auctions;
    int sessions;

    /** The JSON object of the counts that changed, being written; empty between two updates. */
    final StringBuilder update = new StringBuilder(0);

    LobbyInterest(String room, WatchedAuction[] auctions) {
        this.room = room;
        this.auctions = auctions;
    }

    boolean isUsed() {
        return sessions > 0;
    }
}
