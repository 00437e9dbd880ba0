package dev.turnout.engine;

/**
 * Is notified of what an operator has probably configured wrongly. Called on event loops, at the rate of the requests,
 * so an implementation has to limit what it logs; must not block.
 */
public interface NetworkObserver {

    NetworkObserver NONE = new NetworkObserver() {
        @Override
        public void originRefused(String origin) {}

        @Override
        public void forwardedForIgnored() {}
    };

    /** A request of this origin was refused with 403. The text is the client's: of any length and content. */
    void originRefused(String origin);

    /** {@code X-Forwarded-For} came from a peer that is not a trusted proxy, and was ignored. */
    void forwardedForIgnored();
}
