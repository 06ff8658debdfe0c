package shapelaw.report.figure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/// Writes XML and HTML elements; every text and attribute is escaped, so that no name in the data
/// becomes markup.
public final class Markup {
  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /// Opens an element.
  ///
  /// @param tag its name
  /// @param attributes name, value, name, value …; a value is a text or a number; empty texts are
  ///   left out
  public Markup open(String tag, Object... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /// Closes the element opened last.
  public Markup close() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /// An element without content, closed as XML demands.
  public Markup empty(String tag, Object... attributes) {
    start(tag, attributes);
    out.append("/>");
    return this;
  }

  /// An element that holds only text.
  public Markup leaf(String tag, String text, Object... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /// Text.
  public Markup text(String text) {
    out.append(escape(text));
    return this;
  }

  /// A line break in the source, to keep it readable.
  public Markup newline() {
    out.append('\n');
    return this;
  }

  /// Markup made elsewhere by this class.
  public Markup append(Markup other) {
    out.append(other);
    return this;
  }

  private void start(String tag, Object... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      String value =
          attributes[i + 1] instanceof Double number
              ? pixels(number)
              : attributes[i + 1].toString();
      if (!value.isEmpty()) {
        out.append(' ').append(attributes[i]).append("=\"").append(escape(value)).append('"');
      }
    }
  }

  /// A coordinate with at most two decimals: finer than any screen.
  static String pixels(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    text = text.endsWith("00") ? text.substring(0, text.length() - 3) : text;
    text = text.contains(".") && text.endsWith("0") ? text.substring(0, text.length() - 1) : text;
    return text.equals("-0") ? "0" : text;
  }

  /// `text` with the characters that mean something in XML replaced, and those that XML forbids
  /// dropped.
  public static String escape(String text) {
    var escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> {
              if (allowed(c)) {
                escaped.appendCodePoint(c);
              }
            }
          }
        });
    return escaped.toString();
  }

  private static boolean allowed(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c != 0x7f && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff);
  }

  @Override
  public String toString() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("every element must be closed but " + open + " were open.");
    }
    return out.toString();
  }
}
