package dev.turnout.socket.admission;

import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.Limits;
import dev.turnout.engine.ledger.AddressTable;
import dev.turnout.engine.ledger.ConnectionLimits;
import dev.turnout.engine.ledger.CountingLedger;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;

/**
 * All limits of this server per client address and in total. Each address has one row, whatever it holds; see {@code
 * docs/PROTOCOL.md}, "Limits". Any thread.
 */
public final class Ledger implements ConnectionLedger {

    private static final int HTTP_VIEWERS = CountingLedger.COUNTS;
    private static final int COUNTS = HTTP_VIEWERS + 1;
    private static final int NEW_ROOMS = COUNTS;
    private static final int REQUESTS = NEW_ROOMS + 1;
    private static final int SCRAPES = REQUESTS + 1;
    private static final int RATES = 3;

    private final AddressTable addresses;
    private final CountingLedger connections;
    private final Rooms rooms;
    private final RequestRate requests;
    private final RequestRate scrapes;

    public Ledger(Limits engineLimits, AdmissionLimits limits, Ticker ticker) {
        this.addresses = new AddressTable(COUNTS, RATES, ticker);
        this.connections = new CountingLedger(ConnectionLimits.of(engineLimits, limits.pending()), addresses, ticker);
        this.rooms = new Rooms(limits.rooms(), addresses, NEW_ROOMS, ticker);
        this.requests = new RequestRate(limits.requests(), addresses, REQUESTS);
        this.scrapes = new RequestRate(limits.requests().forScrapes(), addresses, SCRAPES);
    }

    @Override
    public ConnectionPermit connection(InetAddress peer, boolean trustedProxy) {
        return connections.connection(peer, trustedProxy);
    }

    @Override
    public SessionPermit session(InetAddress client, int retainedBytes) {
        return connections.session(client, retainedBytes);
    }

    @Override
    public int connections() {
        return connections.connections();
    }

    @Override
    public void forgetIdle() {
        addresses.forgetIdle();
        rooms.forgetIdle();
    }

    /** Open sessions, and of these the ones without a CONNECT yet. */
    public CountingLedger sessions() {
        return connections;
    }

    /** The auctions with viewers. */
    public Rooms rooms() {
        return rooms;
    }

    /** Requests to the routes that need no key, but for {@link #scrapes}. */
    public RequestRate requests() {
        return requests;
    }

    /** Requests for the metrics; a rate of their own, so that a flood of other requests does not blind the operator. */
    public RequestRate scrapes() {
        return scrapes;
    }

    /**
     * Viewers without a socket, by address.
     *
     * @param max per address; 0 = no limit
     */
    public AddressCount httpViewers(int max) {
        return new AddressCount(addresses, HTTP_VIEWERS, max);
    }

    /** Addresses that hold something, or used up some of a rate recently. */
    public int addresses() {
        return addresses.size();
    }
}
