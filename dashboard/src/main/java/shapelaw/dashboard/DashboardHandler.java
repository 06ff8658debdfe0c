package shapelaw.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every request comes here. Paths are names of a fixed set, or of the report's files, which are
/// held in memory: no path of a request ever becomes a path of the file system.
///
/// ```text
/// /                    the page
/// /events              what changes, as it changes
/// /api/trunks          rows of the table        ?sort&order&text&status&purpose&page
/// /api/trunk           one trunk                ?id
/// /api/log             the end of its log       ?id
/// /api/curves          learning curves          ?ids
/// /api/measured        error over compute
/// /report/<file>       the latest report
/// ```
final class DashboardHandler implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(DashboardHandler.class);

  private static final String REPORT = "/report/";

  /// The report names its own scripts by hash in the page itself; this holds beside that. It has no
  /// origin, so that nothing in it can speak for the dashboard's page.
  private static final String REPORT_POLICY =
      "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'self';"
          + " sandbox allow-scripts allow-downloads allow-popups";

  private final RequestGuard guard;
  private final Page page;
  private final StudyWatch watch;
  private final StudyAnswers answers;
  private final EventStreams streams;

  DashboardHandler(
      RequestGuard guard, Page page, StudyWatch watch, StudyAnswers answers, EventStreams streams) {
    this.guard = guard;
    this.page = page;
    this.watch = watch;
    this.answers = answers;
    this.streams = streams;
  }

  @Override
  public void handle(HttpExchange exchange) {
    try (exchange) {
      Optional<RequestGuard.Refusal> refusal =
          guard.check(
              exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders());
      if (refusal.isPresent()) {
        refuse(exchange, refusal.get());
      } else {
        answer(exchange);
      }
    } catch (IOException e) {
      LOG.debug("A reader went away: {}", e.toString());
    }
  }

  private static void refuse(HttpExchange exchange, RequestGuard.Refusal refusal)
      throws IOException {
    if (refusal.status() == 405) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
    }
    Responses.text(exchange, refusal.status(), refusal.reason());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      route(exchange);
    } catch (IllegalArgumentException e) {
      Responses.text(exchange, 400, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.warn("{} could not be answered.", exchange.getRequestURI().getRawPath(), e);
      Responses.text(exchange, 500, "this could not be answered; the terminal says why.");
    }
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    Parameters parameters = Parameters.parse(exchange.getRequestURI().getRawQuery());
    switch (path) {
      case "/" -> page.send(exchange);
      case "/events" -> streams.serve(exchange);
      case "/api/trunks" -> Responses.json(exchange, answers.trunks(parameters));
      case "/api/trunk" -> found(exchange, answers.trunk(parameters.text("id", "")));
      case "/api/log" -> found(exchange, answers.log(parameters.text("id", "")));
      case "/api/curves" -> Responses.json(exchange, answers.curves(parameters.text("ids", "")));
      case "/api/measured" -> Responses.json(exchange, answers.measured());
      default -> {
        if (path.startsWith(REPORT)) {
          report(exchange, path.substring(REPORT.length()));
        } else {
          Responses.text(exchange, 404, "there is nothing here.");
        }
      }
    }
  }

  private static void found(HttpExchange exchange, Optional<?> answer) throws IOException {
    if (answer.isPresent()) {
      Responses.json(exchange, answer.get());
    } else {
      Responses.text(exchange, 404, "the study has no such trunk.");
    }
  }

  private void report(HttpExchange exchange, String file) throws IOException {
    Optional<byte[]> content = watch.report().file(file);
    if (content.isEmpty()) {
      Responses.text(exchange, 404, "there is no such file in the report.");
      return;
    }
    Responses.secure(exchange);
    Headers headers = exchange.getResponseHeaders();
    if (file.equals(DashboardStudy.REPORT_PAGE)) {
      headers.set("Content-Security-Policy", REPORT_POLICY);
      headers.set("X-Frame-Options", "SAMEORIGIN");
    } else {
      headers.set("Content-Disposition", "attachment");
    }
    Responses.send(exchange, 200, type(file), content.get());
  }

  private static String type(String file) {
    return switch (file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
      case "html" -> "text/html; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "csv" -> "text/csv; charset=utf-8";
      default -> "application/octet-stream";
    };
  }
}
