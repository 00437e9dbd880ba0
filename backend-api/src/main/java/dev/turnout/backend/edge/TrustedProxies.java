package dev.turnout.backend.edge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The proxies whose {@code X-Forwarded-For} is used, as addresses or CIDR blocks. */
public final class TrustedProxies {

    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])";
    private static final String IPV4 = BYTE + "(\\." + BYTE + "){3}";
    private static final String IPV6 = "[0-9a-fA-F:]*:([0-9a-fA-F]*|" + IPV4 + ")";

    /** What {@link InetAddress#getByName} parses or refuses without asking for a name. */
    private static final Pattern ADDRESS = Pattern.compile(IPV4 + "|" + IPV6);

    private record Block(InetAddress address, int bits) {

        boolean contains(InetAddress other) {
            byte[] network = this.address.getAddress();
            byte[] address = other.getAddress();
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Block> blocks;

    private TrustedProxies(List<Block> blocks) {
        this.blocks = blocks;
    }

    /**
     * @param blocks for example {@code 10.0.0.0/8} or {@code ::1}
     * @throws IllegalArgumentException when one of them is neither an address nor a CIDR block
     */
    public static TrustedProxies of(List<String> blocks) {
        return new TrustedProxies(blocks.stream().map(TrustedProxies::block).toList());
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = parse(slash < 0 ? text : text.substring(0, slash));
        try {
            InetAddress network = address.orElseThrow(() -> new NumberFormatException("no address"));
            int maxBits = network.getAddress().length * 8;
            int bits = slash < 0 ? maxBits : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= maxBits) {
                return new Block(network, bits);
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not an address or a CIDR block such as 10.0.0.0/8 or ::1");
    }

    boolean trusts(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /**
     * The address of the client: the peer, or, while that is a trusted proxy, the last entry of {@code forwardedFor}
     * before it. An entry that is no address ends the search.
     */
    public InetAddress client(InetAddress peer, List<String> forwardedFor) {
        List<String> entries = forwardedFor.stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
        InetAddress client = peer;
        for (int i = entries.size() - 1; i >= 0 && trusts(client); i--) {
            Optional<InetAddress> entry = parse(withoutPort(entries.get(i)));
            if (entry.isEmpty()) {
                return client;
            }
            client = entry.get();
        }
        return client;
    }

    /** Some proxies write {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String entry) {
        if (entry.startsWith("[")) {
            int end = entry.indexOf(']');
            return end < 0 ? entry : entry.substring(1, end);
        }
        int colon = entry.indexOf(':');
        return colon > 0 && colon == entry.lastIndexOf(':') ? entry.substring(0, colon) : entry;
    }

    /** No name is resolved: that would block a thread, for a name that the client chooses. */
    private static Optional<InetAddress> parse(String text) {
        if (!ADDRESS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return blocks.stream()
                .map(block -> block.address().getHostAddress() + "/" + block.bits())
                .toList()
                .toString();
    }
}
