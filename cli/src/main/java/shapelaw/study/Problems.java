package shapelaw.study;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;

/// Collects what is wrong in one file, so that the user sees all of it at once.
final class Problems {

  private final String file;
  private final List<Found> found = new ArrayList<>();

  private record Found(JsonPointer pointer, Problem problem) {}

  Problems(String file) {
    this.file = file;
  }

  /// Adds a problem of the value at `pointer`.
  void add(JsonPointer pointer, Place place, String message) {
    found.add(new Found(pointer, new Problem(file, place.line(), place.column(), message)));
  }

  /// True if nothing is known against the value at `pointer` or anything in it.
  boolean isSound(JsonPointer pointer) {
    return found.stream().noneMatch(f -> contains(pointer, f.pointer()));
  }

  /// True if something is known against exactly the value at `pointer`.
  boolean isKnown(JsonPointer pointer) {
    return found.stream().anyMatch(f -> f.pointer().equals(pointer));
  }

  private static boolean contains(JsonPointer outer, JsonPointer inner) {
    @Nullable JsonPointer p = inner;
    while (p != null) {
      if (p.equals(outer)) {
        return true;
      }
      p = p.head();
    }
    return false;
  }

  /// Ends the reading if anything was found.
  void throwIfAny() throws StudyException {
    if (!found.isEmpty()) {
      throw new StudyException(found.stream().map(Found::problem).toList());
    }
  }
}
