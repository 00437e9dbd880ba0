package dev.turnout.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.TrustedProxies;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trusted are 10.0.0.0/8 and 2001:db8:ffff::/48. */
class ClientAddressTest {

    private static final TrustedProxies PROXIES = TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8:ffff::/48"));

    private static String client(String peer, HttpHeaders headers) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(peer);
        return NetUtil.toAddressString(ClientAddress.of(address, headers, PROXIES));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nobody trusts the peer           | 192.0.2.1         | 198.51.100.1                          | 192.0.2.1
            one proxy                        | 10.0.0.1          | 198.51.100.1                          | 198.51.100.1
            two proxies                      | 10.0.0.1          | 198.51.100.1, 10.2.2.2                | 198.51.100.1
            what the client wrote itself     | 10.0.0.1          | 203.0.113.9, 198.51.100.1, 10.2.2.2   | 198.51.100.1
            a trusted address claimed by it  | 10.0.0.1          | 10.9.9.9, 198.51.100.1                | 198.51.100.1
            nobody but proxies               | 10.0.0.1          | 10.3.3.3, 10.2.2.2                    | 10.3.3.3
            spaces                           | 10.0.0.1          | 198.51.100.1   ,  10.2.2.2            | 198.51.100.1
            IPv6                             | 10.0.0.1          | 2001:db8:1::7                         | 2001:db8:1::7
            IPv6 proxies                     | 2001:db8:ffff::1  | 2001:db8:1::7, 2001:db8:ffff::2       | 2001:db8:1::7
            IPv6 in brackets                 | 10.0.0.1          | [2001:db8:1::7]                       | 2001:db8:1::7
            IPv6 with a port                 | 10.0.0.1          | [2001:db8:1::7]:4711                  | 2001:db8:1::7
            IPv4 with a port                 | 10.0.0.1          | 198.51.100.1:4711, 10.2.2.2:80        | 198.51.100.1
            IPv4 in IPv6                     | 10.0.0.1          | ::ffff:198.51.100.1                   | 198.51.100.1
            a proxy as IPv4 in IPv6          | 10.0.0.1          | 198.51.100.1, ::ffff:10.2.2.2         | 198.51.100.1
            nothing                          | 10.0.0.1          | ''                                    | 10.0.0.1
            only a comma                     | 10.0.0.1          | ,                                     | 10.0.0.1
            garbage                          | 10.0.0.1          | unknown                               | 10.0.0.1
            garbage behind a proxy           | 10.0.0.1          | _hidden, 10.2.2.2                     | 10.2.2.2
            garbage before the client        | 10.0.0.1          | $(reboot), 198.51.100.1               | 198.51.100.1
            a name                           | 10.0.0.1          | localhost                             | 10.0.0.1
            too large a number               | 10.0.0.1          | 198.51.100.256                        | 10.0.0.1
            too short                        | 10.0.0.1          | 198.51.100                            | 10.0.0.1
            a port that is none              | 10.0.0.1          | 198.51.100.1:http                     | 10.0.0.1
            brackets without end             | 10.0.0.1          | [2001:db8:1::7                        | 10.0.0.1
            empty brackets                   | 10.0.0.1          | []:80                                 | 10.0.0.1
            """)
    void theClientIsTheLastThatNoTrustedProxyWrote(String name, String peer, String forwardedFor, String expected) {
        assertThat(client(peer, new DefaultHttpHeaders().add("X-Forwarded-For", forwardedFor)))
                .isEqualTo(expected);
    }

    @Test
    void severalLinesAreOneList() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-Forwarded-For", "203.0.113.9, 198.51.100.1")
                .add("x-forwarded-for", "10.2.2.2");
        assertThat(client("10.0.0.1", headers)).isEqualTo("198.51.100.1");
    }

    @Test
    void noOtherHeaderIsBelieved() {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("Forwarded", "for=198.51.100.1")
                .add("X-Real-IP", "198.51.100.2")
                .add("Client-IP", "198.51.100.3");
        assertThat(client("10.0.0.1", headers)).isEqualTo("10.0.0.1");
    }
}
