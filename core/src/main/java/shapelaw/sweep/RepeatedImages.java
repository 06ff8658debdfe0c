package shapelaw.sweep;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import shapelaw.run.RunSpec;

/// Runs that see more examples than there are distinct training images. Laws in compute assume that
/// no example comes twice: where it does, the loss falls more slowly than they say, and large
/// models, which see the fewest examples for their compute, look better than they are.
///
/// @param distinctImages training images, `Long.MAX_VALUE` if they never end
/// @param runsByExamples how many runs there are of each duration that repeats images
public record RepeatedImages(long distinctImages, NavigableMap<Long, Integer> runsByExamples) {

  /// Durations that a warning names.
  private static final int NAMED = 4;

  public RepeatedImages {
    if (distinctImages < 1) {
      throw new IllegalArgumentException(
          "distinct images must be at least 1 but were " + distinctImages + ".");
    }
    runsByExamples = Collections.unmodifiableNavigableMap(new TreeMap<>(runsByExamples));
  }

  /// Those among `runs` that repeat images.
  ///
  /// @param distinctImages training images, `Long.MAX_VALUE` if they never end
  public static RepeatedImages among(Collection<RunSpec> runs, long distinctImages) {
    var repeating = new TreeMap<Long, Integer>();
    runs.stream()
        .distinct()
        .filter(run -> run.examples() > distinctImages)
        .forEach(run -> repeating.merge(run.examples(), 1, Integer::sum));
    return new RepeatedImages(distinctImages, repeating);
  }

  /// How often a run of a duration sees each image.
  public double epochs(long examples) {
    return (double) examples / distinctImages;
  }

  /// What is wrong and what could be done; empty if no run repeats images.
  public Optional<String> warning() {
    if (runsByExamples.isEmpty()) {
      return Optional.empty();
    }
    List<String> durations =
        runsByExamples.descendingMap().entrySet().stream()
            .limit(NAMED)
            .map(e -> duration(e.getKey(), e.getValue()))
            .toList();
    int runs = runsByExamples.values().stream().mapToInt(Integer::intValue).sum();
    return Optional.of(
        "%,d %s more examples than there are distinct training images (%,d): %s%s. The laws assume that none is repeated. Maybe shorten durations to at most %,d examples, or train on more images."
            .formatted(
                runs,
                runs == 1 ? "run sees" : "runs see",
                distinctImages,
                durations.stream().collect(Collectors.joining("; ")),
                runsByExamples.size() > NAMED ? "; …" : "",
                distinctImages));
  }

  private String duration(long examples, int runs) {
    return "%,d examples are %.3g epochs (%,d %s)"
        .formatted(examples, epochs(examples), runs, runs == 1 ? "run" : "runs");
  }
}
