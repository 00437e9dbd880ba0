package dev.turnout.backend.storage;

/** An auction that another system created in the shared database cannot be deleted here. */
public final class ForeignAuctionException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ForeignAuctionException() {
        super("the auction belongs to another system, which shares the database; delete it there");
    }
}
