package shapelaw.dashboard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Requests to the letter, which no polite client would send.
///
/// @param status of the answer
/// @param headers of the answer, by lower-case name
/// @param body of the answer
record RawHttp(int status, Map<String, String> headers, String body) {

  /// Sends a request with a host and further header lines.
  static RawHttp send(int port, String requestLine, String host, String... lines)
      throws IOException {
    return request(
        port,
        requestLine
            + "\r\n"
            + (host.isEmpty() ? "" : "Host: " + host + "\r\n")
            + String.join("", List.of(lines).stream().map(line -> line + "\r\n").toList())
            + "Connection: close\r\n\r\n");
  }

  static RawHttp request(int port, String text) throws IOException {
    try (var socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static RawHttp parse(String answer) {
    String[] parts = answer.split("\r\n\r\n", 2);
    List<String> lines = parts[0].lines().toList();
    var headers = new HashMap<String, String>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new RawHttp(
        Integer.parseInt(lines.getFirst().substring(9, 12)),
        headers,
        parts.length > 1 ? parts[1] : "");
  }
}
