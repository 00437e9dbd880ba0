package dev.turnout.backend.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8::/33", "127.0.0.1"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.7 | 1.2.3.4                    | 198.51.100.7",
                "10.1.2.3     | 1.2.3.4                    | 1.2.3.4",
                "10.1.2.3     | 6.6.6.6, 1.2.3.4           | 1.2.3.4",
                "10.1.2.3     | 6.6.6.6, 1.2.3.4, 10.9.9.9 | 1.2.3.4",
                "10.1.2.3     | 10.7.7.7, 10.9.9.9         | 10.7.7.7",
                "10.1.2.3     | 1.2.3.4, unknown           | 10.1.2.3",
                "10.1.2.3     | 1.2.3.4:4711               | 1.2.3.4",
                "10.1.2.3     | [2001:db9::5]:4711         | 2001:db9:0:0:0:0:0:5",
                "2001:db8::1  | 1.2.3.4                    | 1.2.3.4",
                "2001:db8:8000::1 | 1.2.3.4                | 2001:db8:8000:0:0:0:0:1",
                "10.1.2.3     | [::ffff:1.2.3.4]:4711      | 1.2.3.4",
                "127.0.0.1    | localhost                  | 127.0.0.1",
                "127.0.0.1    | a.b.c.de                   | 127.0.0.1",
                "127.0.0.1    | 999.1.1.1                  | 127.0.0.1",
                "127.0.0.1    | 1.2.3                      | 127.0.0.1",
                "127.0.0.1    | .:1                        | 127.0.0.1",
                "127.0.0.1    | 1:2:3                      | 127.0.0.1",
            })
    void theClientIsTheLastAddressThatIsNoTrustedProxy(String peer, String header, String client)
            throws UnknownHostException {
        assertThat(proxies.client(InetAddress.getByName(peer), List.of(header)).getHostAddress())
                .isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "10"})
    void whatIsNoAddressOrBlockIsRefused(String block) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(block)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CIDR");
    }

    @Test
    void anIpv6NetworkIsThe64AroundTheAddress() throws UnknownHostException {
        assertThat(AddressBlock.of(InetAddress.getByName("2001:db8:0:1::5")))
                .isEqualTo(AddressBlock.of(InetAddress.getByName("2001:db8:0:1:ffff::9")))
                .isNotEqualTo(AddressBlock.of(InetAddress.getByName("2001:db8:0:2::5")));
        assertThat(AddressBlock.of(InetAddress.getByName("192.0.2.1"))).isEqualTo("192.0.2.1");
    }
}
