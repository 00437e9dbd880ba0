package dev.turnout.socket.admission;

import dev.turnout.engine.ledger.AddressTable;
import java.net.InetAddress;

/** Counts one kind of thing per address, up to a limit. Any thread. */
public final class AddressCount {

    private final AddressTable addresses;
    private final int column;
    private final int max;

    AddressCount(AddressTable addresses, int column, int max) {
        this.addresses = addresses;
        this.column = column;
        this.max = max;
    }

    /** Adds one, to be subtracted with {@link #release}; false when the address has reached the limit. */
    public boolean acquire(InetAddress address) {
        return addresses.add(AddressTable.rowOf(address), column, 1, max);
    }

    public void release(InetAddress address) {
        addresses.subtract(AddressTable.rowOf(address), column, 1);
    }
}
