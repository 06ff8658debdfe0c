package shapelaw.dashboard;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets in requests that a page of this server, or a person who opened it, can have made. Binding
/// to loopback keeps other machines out; this keeps other sites out that the person's browser
/// shows: names that were made to point here (DNS rebinding), pages of other origins, forms.
final class RequestGuard {

  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  private final Set<String> hosts;
  private final Set<String> origins;

  /// Why a request is refused.
  ///
  /// @param status HTTP's
  /// @param reason for people
  record Refusal(int status, String reason) {}

  RequestGuard(int port) {
    hosts = Set.of("localhost:" + port, "127.0.0.1:" + port, "[::1]:" + port);
    origins =
        Set.of("http://localhost:" + port, "http://127.0.0.1:" + port, "http://[::1]:" + port);
  }

  Optional<Refusal> check(String method, URI target, Headers headers) {
    if (!METHODS.contains(method)) {
      return refuse(405, "the method must be GET or HEAD: this page only shows.");
    }
    if (target.isAbsolute()
        || target.getRawPath() == null
        || !target.getRawPath().startsWith("/")) {
      return refuse(400, "the target must be a path.");
    }
    if (!isOwn(headers.get("Host"), hosts, false)) {
      return refuse(
          421, "the host must be this machine (localhost, with this port) but was another one.");
    }
    if (!isOwn(headers.get("Origin"), origins, true)) {
      return refuse(403, "the request must come from the dashboard's own page.");
    }
    return checkSite(target, headers);
  }

  /// Browsers say from which site a request comes. A person may follow a link to the page from
  /// anywhere (frames of other sites are forbidden by the page's own policy), and the report stands
  /// in a frame without an origin.
  private static Optional<Refusal> checkSite(URI target, Headers headers) {
    String site = headers.getFirst("Sec-Fetch-Site");
    boolean own = site == null || OWN_SITES.contains(site);
    boolean page = target.getRawPath().equals("/") || target.getRawPath().startsWith("/report/");
    boolean navigation = "navigate".equals(headers.getFirst("Sec-Fetch-Mode"));
    return own || (page && navigation)
        ? Optional.empty()
        : refuse(403, "the request must come from the dashboard's own page.");
  }

  private static boolean isOwn(@Nullable List<String> values, Set<String> own, boolean optional) {
    if (values == null) {
      return optional;
    }
    return values.size() == 1 && own.contains(values.getFirst());
  }

  private static Optional<Refusal> refuse(int status, String reason) {
    return Optional.of(new Refusal(status, reason));
  }
}
