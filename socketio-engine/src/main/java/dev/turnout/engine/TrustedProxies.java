package dev.turnout.engine;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** The proxies whose headers about a client's address are used, as addresses or CIDR blocks. */
public final class TrustedProxies {

    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<IpSubnetFilterRule> blocks;

    private TrustedProxies(List<IpSubnetFilterRule> blocks) {
        this.blocks = blocks;
    }

    /**
     * @param blocks for example {@code 10.0.0.0/8} or {@code ::1}
     * @throws IllegalArgumentException when one of them is neither an address nor a CIDR block
     */
    public static TrustedProxies of(List<String> blocks) {
        return new TrustedProxies(blocks.stream().map(TrustedProxies::rule).toList());
    }

    public boolean trusts(InetAddress address) {
        InetSocketAddress asSocket = new InetSocketAddress(address, 0);
        return blocks.stream().anyMatch(block -> block.matches(asSocket));
    }

    public boolean isEmpty() {
        return blocks.isEmpty();
    }

    private static IpSubnetFilterRule rule(String block) {
        int slash = block.indexOf('/');
        String address = slash < 0 ? block : block.substring(0, slash);
        try {
            InetAddress parsed = NetUtil.createInetAddressFromIpAddressString(address);
            if (parsed == null) {
                throw new IllegalArgumentException(address);
            }
            int bits = slash < 0 ? parsed.getAddress().length * 8 : Integer.parseInt(block.substring(slash + 1));
            return new IpSubnetFilterRule(parsed, bits, IpFilterRuleType.ACCEPT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + block + "' is not an address or a CIDR block such as 10.0.0.0/8 or ::1", e);
        }
    }
}
