package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/// Laws ranked by how well they predict what they have not seen.
///
/// The least score alone is no clear winner: a score rests on few held-out rows. Laws whose scores
/// lie within [#EQUAL_WITHIN] standard errors of the least ([#scoreError()]) count as equal, after
/// the rule of Breiman et al. (*Classification and Regression Trees*, 1984); among them the error
/// on all rows decides, which is far more precise, with the parameters that it cost taken into
/// account (Bayesian information criterion, [Candidate#bic()]).
///
/// @param splits what was held out, in turn
/// @param candidates every law with its held-out errors, by their score, the least first; those
///   that cannot be ranked at the end. The chosen one ([#best()]) need not be the first.
public record LawChoice(List<HeldOutSplit> splits, List<Candidate> candidates) {

  /// Scores that differ by less than this many standard errors count as equal.
  public static final double EQUAL_WITHIN = 2;

  /// A simulation without noise may be fitted or predicted exactly; logarithms stay finite.
  private static final double LEAST_ERROR = 1e-12;

  public LawChoice {
    splits = List.copyOf(splits);
    var sorted = new ArrayList<>(candidates);
    sorted.sort(Comparator.comparingDouble(c -> c.score().orElse(Double.POSITIVE_INFINITY)));
    candidates = List.copyOf(sorted);
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

    /// n ln(error²) + parameters · ln n over the n rows: less is better (Schwarz, *Annals of
    /// Statistics* 6, 1978). Infinite if the law could not be fitted.
    public double bic() {
      if (inSample.isPresent() && outcome instanceof LawFitOutcome.Fitted(LawFit fit)) {
        int rows = fit.data().rows();
        double logError = Math.log(Math.max(inSample.getAsDouble(), LEAST_ERROR));
        return 2 * rows * logError + form.parameters() * Math.log(rows);
      }
      return Double.POSITIVE_INFINITY;
    }
  }

  /// The laws that could be ranked, by their score.
  public List<Candidate> ranked() {
    return candidates.stream().filter(c -> c.score().isPresent()).toList();
  }

  /// The laws whose scores count as equal to the least, by their score; empty if none could be
  /// ranked.
  public List<Candidate> contenders() {
    List<Candidate> ranked = ranked();
    if (ranked.isEmpty()) {
      return ranked;
    }
    double least = Math.max(ranked.getFirst().score().orElseThrow(), LEAST_ERROR);
    double equal = least * Math.exp(EQUAL_WITHIN * scoreError());
    return ranked.stream().filter(c -> c.score().orElseThrow() <= equal).toList();
  }

  /// Standard error of the logarithm of a score. The error on m rows, a root mean square, has the
  /// relative standard error 1 / √(2m); a score is the mean of the logarithms of S such errors,
  /// which err together, since the splits share rows:
  ///
  /// ```text
  /// Σ_s 1 / √(2 m_s) / S
  /// ```
  ///
  /// 0 if nothing was held out.
  public double scoreError() {
    return counted()
        .mapToDouble(s -> 1 / Math.sqrt(2.0 * splits.get(s).heldOutRows()))
        .average()
        .orElse(0);
  }

  /// How many splits the scores rest on: those that every ranked law could be fitted to. 0 if
  /// scores are errors in sample, since nothing could be held out.
  public int countedSplits() {
    return (int) counted().count();
  }

  private IntStream counted() {
    List<Candidate> ranked = ranked();
    return IntStream.range(0, splits.size())
        .filter(s -> ranked.stream().allMatch(c -> c.errors().get(s).isPresent()));
  }

  /// Geometric mean of held-out errors; empty if one is missing or there are none.
  public static OptionalDouble geometricMean(List<OptionalDouble> errors) {
    if (errors.isEmpty() || errors.stream().anyMatch(OptionalDouble::isEmpty)) {
      return OptionalDouble.empty();
    }
    double logs =
        errors.stream().mapToDouble(e -> Math.log(Math.max(e.getAsDouble(), LEAST_ERROR))).sum();
    return OptionalDouble.of(Math.exp(logs / errors.size()));
  }

  /// True if another law has the least score, but by less than [#EQUAL_WITHIN] standard errors, so
  /// that the error on all rows decided.
  public boolean isTie() {
    return best()
        .map(chosen -> ranked().getFirst().score().orElseThrow() < chosen.score().orElseThrow())
        .orElse(false);
  }

  /// The chosen law: of those that count as equal, the one of the least [Candidate#bic()]; empty if
  /// none could be ranked.
  public Optional<Candidate> best() {
    return contenders().stream().min(Comparator.comparingDouble(Candidate::bic));
  }

  /// The law of the least score beside the chosen one; empty if no other could be ranked.
  public Optional<Candidate> next() {
    return best().flatMap(best -> ranked().stream().filter(c -> !c.equals(best)).findFirst());
  }
}
