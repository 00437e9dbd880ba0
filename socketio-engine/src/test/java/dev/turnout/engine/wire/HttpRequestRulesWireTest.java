package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as bytes and what they are answered with (RFC 9110, RFC 9112); with 400 and 501 the connection closes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpRequestRulesWireTest {

    /** {@code ~} ends a line; {@code ^} is a bare LF, {@code @} a bare CR, {@code %} a NUL. */
    private static final String REQUESTS = """
            no Host                            | GET /show HTTP/1.1~~                                         | 400
            no Host in HTTP/1.0                | GET /show HTTP/1.0~~                                         | 200
            two Hosts                          | GET /show HTTP/1.1~Host: a~Host: b~~                         | 400
            two equal Hosts                    | GET /show HTTP/1.1~Host: a~Host: a~~                         | 400
            two Hosts in HTTP/1.0              | GET /show HTTP/1.0~Host: a~Host: b~~                         | 400
            an empty Host                      | GET /show HTTP/1.1~Host:~~                                   | 200
            Host with a space                  | GET /show HTTP/1.1~Host: a b~~                               | 400
            Host with a path                   | GET /show HTTP/1.1~Host: a/b~~                               | 400
            Host with a user                   | GET /show HTTP/1.1~Host: u@@a~~                              | 400
            Host with two ports                | GET /show HTTP/1.1~Host: a:1:2~~                             | 400
            Host with a port of letters        | GET /show HTTP/1.1~Host: a:http~~                            | 400
            a list of Hosts                    | GET /show HTTP/1.1~Host: a, b~~                              | 400
            Host with a port                   | GET /show HTTP/1.1~Host: shop.example:8081~~                 | 200
            Host with an underscore            | GET /show HTTP/1.1~Host: backend_api:8080~~                  | 200
            Host is an IPv6 address            | GET /show HTTP/1.1~Host: [::1]:8081~~                        | 200
            an absolute target needs Host too  | GET http://a/show HTTP/1.1~~                                 | 400
            an absolute target                 | GET http://a/show HTTP/1.1~Host: b~~                         | 200

            a length and a coding              | POST /show HTTP/1.1~Host: a~Content-Length: 4~Transfer-Encoding: chunked~~0~~ | 400
            another coding                     | POST /show HTTP/1.1~Host: a~Transfer-Encoding: gzip~~         | 400
            another coding before chunked      | POST /show HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~ | 501
            chunked twice                      | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked, chunked~~0~~ | 400
            chunked on two lines               | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~ | 400
            almost chunked                     | POST /show HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~0~~  | 400
            a coding in HTTP/1.0               | POST /show HTTP/1.0~Transfer-Encoding: chunked~~0~~           | 400
            chunked                            | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3~abc~0~~ | 200
            Chunked in capitals                | POST /show HTTP/1.1~Host: a~Transfer-Encoding: CHUNKED~~3~abc~0~~ | 200
            a chunk extension                  | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3;a=b~abc~0~~ | 200
            a trailer                          | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~A: b~~ | 200
            a negative chunk                   | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~-1~~   | 400
            a chunk size with a prefix         | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0x3~abc~0~~ | 400
            a chunk size that is too large     | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~fffffffff~ | 400
            a chunk size and a bare LF         | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3^abc~0~~ | 400
            a chunk longer than its size       | POST /show HTTP/1.1~Host: a~Transfer-Encoding: chunked~~3~abcd~0~~ | 400
            two equal lengths                  | POST /show HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 1~~x | 400
            a length with a sign               | POST /show HTTP/1.1~Host: a~Content-Length: +1~~x             | 400

            a bare LF after the request line   | GET /show HTTP/1.1^Host: a~~                                 | 400
            a bare LF after a header           | GET /show HTTP/1.1~Host: a^^                                 | 400
            a bare CR in a header              | GET /show HTTP/1.1~Host: a~A: b@c~~                          | 400
            a NUL in a header                  | GET /show HTTP/1.1~Host: a~A: b%c~~                          | 400
            a header without a name            | GET /show HTTP/1.1~Host: a~: b~~                             | 400
            a header without a colon           | GET /show HTTP/1.1~Host: a~abc~~                             | 400
            a space before the colon           | GET /show HTTP/1.1~Host : a~~                                | 400
            an obsolete line folding           | GET /show HTTP/1.1~Host: a~A: b~ c~~                         | 200
            a folded Host                      | GET /show HTTP/1.1~Host: a~ b~~                              | 400
            an empty line before the request   | ~GET /show HTTP/1.1~Host: a~~                                | 200

            a method in lower case             | get /show HTTP/1.1~Host: a~~                                 | 501
            an unknown method                  | BREW /show HTTP/1.1~Host: a~~                                | 501
            a method that is no token          | G(T /show HTTP/1.1~Host: a~~                                 | 400
            a NUL in the target                | GET /sh%ow HTTP/1.1~Host: a~~                                | 400
            CONNECT                            | CONNECT a:80 HTTP/1.1~Host: a~~                              | 501
            TRACE                              | TRACE /show HTTP/1.1~Host: a~~                               | 501
            all of the server                  | OPTIONS * HTTP/1.1~Host: a~~                                 | 204
            a minor version to come            | GET /show HTTP/1.2~Host: a~~                                 | 200
            no version                         | GET /show~Host: a~~                                          | 400

            an unknown expectation             | POST /show HTTP/1.1~Host: a~Expect: gold~Content-Length: 0~~  | 417
            an expectation in HTTP/1.0         | POST /show HTTP/1.0~Expect: gold~Content-Length: 0~~          | 200
            """;

    private final WireServer server = WireServer.start();

    @AfterAll
    void stop() {
        server.close();
    }

    static Stream<Arguments> requests() {
        return REQUESTS.lines().filter(line -> !line.isEmpty()).map(line -> {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            return Arguments.of(cells.get(0), cells.get(1), Integer.valueOf(cells.get(2)));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void aRequestIsAnswered(String name, String request, int status) {
        try (RawConnection http = server.http()) {
            http.send(request.replace("@@", "\u0001")
                    .replace("~", "\r\n")
                    .replace('^', '\n')
                    .replace('@', '\r')
                    .replace('%', '\0')
                    .replace('\u0001', '@'));
            HttpAnswer answer = http.answer();
            assertThat(answer.status()).isEqualTo(status);
            if (status == 400 || (status == 501 && request.contains("Transfer-Encoding"))) {
                assertThat(answer.header("Connection")).isEqualTo("close");
                assertThat(http.awaitClosed()).isTrue();
            }
        }
    }
}
