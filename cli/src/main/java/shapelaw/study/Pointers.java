package shapelaw.study;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/// Writes JSON pointers as people name keys: `star.arms.width[2]`.
final class Pointers {

  private Pointers() {}

  /// The key at `pointer` with the keys that hold it.
  static String dotted(JsonPointer pointer) {
    var text = new StringBuilder();
    @Nullable JsonPointer p = pointer;
    while (p != null && !p.matches()) {
      if (p.mayMatchElement()) {
        text.append('[').append(p.getMatchingIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(p.getMatchingProperty());
      }
      p = p.tail();
    }
    return text.toString();
  }
}
