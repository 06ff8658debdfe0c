package shapelaw.law.joint;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Laws ranked by how well they predict what they have not seen.
///
/// @param splits what was held out, in turn
/// @param candidates every law with its held-out errors, best first; those that cannot be fitted at
///   the end
public record LawChoice(List<HeldOutSplit> splits, List<Candidate> candidates) {

  public LawChoice {
    splits = List.copyOf(splits);
    candidates =
        candidates.stream()
            .sorted(Comparator.comparingDouble(c -> c.score().orElse(Double.POSITIVE_INFINITY)))
            .toList();
  }

  /// A law and its held-out errors.
  ///
  /// @param form which law
  /// @param errors root mean square of ln(law) − ln(measured) on the held-out rows of each split,
  ///   in the order of the splits; empty where the law could not be fitted to the training part
  /// @param score geometric mean of the errors over the splits that every ranked law could be
  ///   fitted to; empty if this law is not ranked
  /// @param inSample error on all rows when fitted to all rows; empty if refused
  /// @param outcome of fitting it to all rows, without replicates
  public record Candidate(
      LawForm form,
      List<OptionalDouble> errors,
      OptionalDouble score,
      OptionalDouble inSample,
      LawFitOutcome outcome) {
    public Candidate {
      errors = List.copyOf(errors);
    }
  }

  /// Geometric mean of held-out errors; empty if one is missing or there are none.
  public static OptionalDouble geometricMean(List<OptionalDouble> errors) {
    if (errors.isEmpty() || errors.stream().anyMatch(OptionalDouble::isEmpty)) {
      return OptionalDouble.empty();
    }
    // A noiseless simulation may be predicted exactly; its logarithm should stay finite.
    double logs =
        errors.stream().mapToDouble(e -> Math.log(Math.max(e.getAsDouble(), 1e-12))).sum();
    return OptionalDouble.of(Math.exp(logs / errors.size()));
  }

  /// The law with the least held-out error; empty if none could be ranked.
  public Optional<Candidate> best() {
    return candidates.stream().findFirst().filter(c -> c.score().isPresent());
  }
}
