package dev.turnout.backend.edge;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** The unit to which limits per client address apply: an IPv4 address, or the /64 network of an IPv6 address. */
public final class AddressBlock {

    private static final int PREFIX_BYTES = 8;

    private AddressBlock() {}

    public static String of(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), PREFIX_BYTES)) + "::/64"
                : address.getHostAddress();
    }
}
