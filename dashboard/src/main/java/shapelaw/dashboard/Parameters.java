package shapelaw.dashboard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a request asks for after the question mark.
///
/// @param values by name, none missing its value
record Parameters(Map<String, String> values) {

  /// Longest value that a page sends.
  private static final int MOST_CHARACTERS = 2000;

  private static final Pattern AMPERSAND = Pattern.compile("&");

  /// @throws IllegalArgumentException if the text is malformed
  static Parameters parse(@Nullable String query) {
    var values = new HashMap<String, String>();
    for (String pair : AMPERSAND.splitAsStream(query == null ? "" : query).toList()) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.length() <= MOST_CHARACTERS) {
        values.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
      }
    }
    return new Parameters(values);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /// @throws IllegalArgumentException if it is no whole number
  int number(String name, int otherwise) {
    String value = values.get(name);
    try {
      return value == null ? otherwise : Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number but was not.", e);
    }
  }
}
