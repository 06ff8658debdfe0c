package shapelaw.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import shapelaw.report.page.PageColours;

/// The page: the same for every study, all in one file. Its policy names its own script and style
/// by hash and lets it talk to this server alone; what a study says comes as JSON and enters the
/// page as text, never as markup.
final class Page {

  private static final List<String> SCRIPTS =
      List.of(
          "elements.js",
          "chart.js",
          "overview.js",
          "runs.js",
          "trunk.js",
          "pictures.js",
          "report.js",
          "main.js");

  private final byte[] html;
  private final String policy;

  private Page(byte[] html, String policy) {
    this.html = html;
    this.policy = policy;
  }

  /// Puts the page together.
  ///
  /// @throws IOException if a part of it is not on the class path
  static Page read() throws IOException {
    String style = "\n" + PageColours.css() + resource("dashboard.css");
    var script = new StringBuilder("'use strict';\n(() => {\n");
    for (String name : SCRIPTS) {
      script.append(resource(name));
    }
    script.append("})();\n");
    String html =
        resource("dashboard.html")
            .replace("{{style}}", style)
            .replace("{{script}}", script.toString());
    String policy =
        "default-src 'none'; script-src '%s'; style-src '%s'; connect-src 'self'; frame-src 'self'; img-src data:;"
                .formatted(hash(script.toString()), hash(style))
            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
            + " trusted-types 'none'";
    return new Page(html.getBytes(StandardCharsets.UTF_8), policy);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(
            "%s must be on the class path but was not. Maybe install Shapelaw again."
                .formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  void send(HttpExchange exchange) throws IOException {
    Responses.secure(exchange);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Security-Policy", policy);
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    Responses.send(exchange, 200, "text/html; charset=utf-8", html);
  }
}
