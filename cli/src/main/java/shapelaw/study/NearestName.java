package shapelaw.study;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the name that a user probably meant.
public final class NearestName {

  /// Other words for a name, which no count of letters finds.
  private static final Map<String, String> SYNONYMS = Map.of("gpu", "cuda", "nvidia", "cuda");

  private NearestName() {}

  /// The candidate that has `typed` for another word.
  public static Optional<String> synonym(String typed, Collection<String> candidates) {
    return Optional.ofNullable(SYNONYMS.get(typed.toLowerCase(Locale.ROOT)))
        .filter(candidates::contains);
  }

  /// The candidate that `typed` is another word for or begins, or else the nearest by edit distance
  /// if no more than a third of the letters differ.
  static Optional<String> of(String typed, Collection<String> candidates) {
    String lower = typed.toLowerCase(Locale.ROOT);
    Optional<String> longer =
        lower.length() < 2
            ? Optional.empty()
            : candidates.stream().filter(c -> c.startsWith(lower)).findFirst();
    return synonym(typed, candidates)
        .or(() -> longer)
        .or(() ->
            candidates.stream()
                .filter(c -> distance(lower, c) <= Math.max(1, c.length() / 3))
                .min(Comparator.comparingInt(c -> distance(lower, c))));
  }

  /// Edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`: the optimal string
  /// alignment distance, by dynamic programming over prefixes (Damerau 1964, Levenshtein 1966).
  static int distance(String a, String b) {
    int[][] edits = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        edits[i][j] = i == 0 || j == 0 ? i + j : step(edits, a, b, i, j);
      }
    }
    return edits[a.length()][b.length()];
  }

  private static int step(int[][] edits, String a, String b, int i, int j) {
    int replace = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int best = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, edits[i - 2][j - 2] + 1) : best;
  }
}
