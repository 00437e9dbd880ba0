package dev.turnout.model;

import java.util.List;
import java.util.Objects;

/** Every room of socket-server with a viewer: answer of {@code GET} {@link Wire#LIVE_ROOMS_PATH}. */
public record LiveRooms(List<LiveRoom> auctions) {

    public LiveRooms {
        auctions = List.copyOf(Objects.requireNonNull(auctions, "auctions is missing"));
    }

    /**
     * One room.
     *
     * @param id the auction
     * @param current the count now
     * @param peak the largest count since the room opened
     * @param unique different viewers since the room opened
     */
    public record LiveRoom(String id, int current, int peak, int unique) {

        public LiveRoom {
            Objects.requireNonNull(id, "id is missing");
        }
    }
}
