package dev.turnout.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.TrustedProxies;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** X-Forwarded-For: nothing of it counts from an untrusted peer, and one more trusted proxy changes no client. */
public final class ForwardedFuzz {

    private static final TrustedProxies PROXIES = TrustedProxies.of(List.of("10.0.0.0/8", "2001:db8:ffff::/48"));
    private static final InetAddress PROXY = NetUtil.createInetAddressFromIpAddressString("10.0.0.1");
    private static final InetAddress STRANGER = NetUtil.createInetAddressFromIpAddressString("192.0.2.1");

    private ForwardedFuzz() {}

    /** @param input header lines */
    public static void fuzzerTestOneInput(byte[] input) {
        List<String> lines =
                new String(input, StandardCharsets.ISO_8859_1).lines().toList();
        assertThat(ClientAddress.of(STRANGER, headers(lines, ""), PROXIES)).isEqualTo(STRANGER);
        InetAddress client = ClientAddress.of(PROXY, headers(lines, ""), PROXIES);
        if (!PROXIES.trusts(client)) {
            assertThat(ClientAddress.of(PROXY, headers(lines, ", 10.2.2.2"), PROXIES))
                    .isEqualTo(client);
        }
    }

    private static HttpHeaders headers(List<String> lines, String after) {
        HttpHeaders headers =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (int i = 0; i < lines.size(); i++) {
            headers.add(ClientAddress.FORWARDED_FOR, lines.get(i) + (i == lines.size() - 1 ? after : ""));
        }
        return headers;
    }

    public static Stream<byte[]> seeds() {
        return Stream.of(
                        "198.51.100.1",
                        "203.0.113.9, 198.51.100.1, 10.2.2.2",
                        "[2001:db8:1::7]:4711",
                        "::ffff:198.51.100.1\n10.2.2.2",
                        "unknown, _hidden",
                        ",,",
                        "[")
                .map(seed -> seed.getBytes(StandardCharsets.ISO_8859_1));
    }
}
