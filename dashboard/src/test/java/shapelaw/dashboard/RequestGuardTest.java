package shapelaw.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGuardTest {

  private final RequestGuard guard = new RequestGuard(8437);

  private int status(String method, String target, Map<String, List<String>> headers) {
    return guard
        .check(method, URI.create(target), new Headers(headers))
        .map(RequestGuard.Refusal::status)
        .orElse(200);
  }

  private static Map<String, List<String>> host(String host) {
    return Map.of("Host", List.of(host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8437", "127.0.0.1:8437", "[::1]:8437"})
  void thisMachinesNamesMayAsk(String host) {
    assertThat(status("GET", "/", host(host))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:80",
        "LOCALHOST.evil.example:8437",
        "evil.example:8437",
        "127.0.0.1.evil.example:8437",
        "0.0.0.0:8437",
        "localhost:8437@evil.example",
        "127.1:8437",
        ""
      })
  void otherHostsAreRefused(String host) {
    assertThat(status("GET", "/", host(host))).isEqualTo(421);
  }

  @Test
  void noHostOrTwoAreRefused() {
    assertThat(status("GET", "/", Map.of())).isEqualTo(421);
    assertThat(status("GET", "/", Map.of("Host", List.of("localhost:8437", "localhost:8437"))))
        .isEqualTo(421);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get"})
  void onlyReadingIsPossible(String method) {
    assertThat(status(method, "/", host("localhost:8437"))).isEqualTo(405);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8437, 200",
    "http://127.0.0.1:8437, 200",
    "https://localhost:8437, 403",
    "http://localhost:9000, 403",
    "http://evil.example, 403",
    "null, 403"
  })
  void onlyItsOwnOriginMayAsk(String origin, int expected) {
    var headers = Map.of("Host", List.of("localhost:8437"), "Origin", List.of(origin));
    assertThat(status("GET", "/events", headers)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/,           same-origin, cors,     200",
    "/,           none,        navigate, 200",
    "/,           cross-site,  navigate, 200", // a link that a person followed
    "/,           cross-site,  no-cors,  403",
    "/report/report.html, cross-site, navigate, 200", // the frame without an origin
    "/api/trunks, cross-site,  navigate, 403",
    "/api/trunks, same-site,   cors,     403", // another port of localhost
    "/events,     cross-site,  cors,     403"
  })
  void otherSitesMayOnlyLinkToThePage(String target, String site, String mode, int expected) {
    var headers =
        Map.of(
            "Host", List.of("localhost:8437"),
            "Sec-Fetch-Site", List.of(site),
            "Sec-Fetch-Mode", List.of(mode));
    assertThat(status("GET", target, headers)).isEqualTo(expected);
  }

  @Test
  void aTargetIsAPath() {
    assertThat(status("GET", "http://evil.example/", host("localhost:8437"))).isEqualTo(400);
    assertThat(status("GET", "*", host("localhost:8437"))).isEqualTo(400);
  }
}
