package shapelaw.recommend;

import java.util.List;

/// A number with the sentence that says what it is and the parts it came from: a tree that a
/// recommendation explains itself with.
///
/// @param value the number; `NaN` where the sentence stands alone
/// @param sentence what it is, for people
/// @param parts what it was made of
public record Explanation(double value, String sentence, List<Explanation> parts) {
  public Explanation {
    parts = List.copyOf(parts);
  }

  /// A leaf.
  public static Explanation of(double value, String sentence) {
    return new Explanation(value, sentence, List.of());
  }

  /// The tree as indented lines.
  public String indented() {
    var text = new StringBuilder();
    append(text, 0);
    return text.toString();
  }

  private void append(StringBuilder text, int level) {
    text.append("  ".repeat(level)).append(sentence).append('\n');
    parts.forEach(part -> part.append(text, level + 1));
  }
}
