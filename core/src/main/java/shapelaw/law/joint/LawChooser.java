package shapelaw.law.joint;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/// Chooses among laws by held-out extrapolation: each is fitted to the smaller part of the data and
/// judged by its error on the larger part, in several ways ([HeldOutSplit#standard]); the score is
/// the geometric mean of these errors, so that each split counts by ratios and none by its size.
public final class LawChooser {

  /// From more rows than this a choice would take long and hardly be surer.
  private static final int MOST_ROWS = 10_000;

  private final List<LawForm> forms;
  private final LawFitOptions options;

  /// @param forms the candidates
  /// @param options how each is fitted; replicates are not drawn
  public LawChooser(List<LawForm> forms, LawFitOptions options) {
    this.forms = List.copyOf(forms);
    this.options = options.withReplicates(options.resampling(), 0);
  }

  /// Ranks the laws by the standard splits of `data`.
  public LawChoice choose(Measurements data) {
    return choose(data, HeldOutSplit.standard(data));
  }

  /// Ranks the laws by given splits. Without any split the laws are ranked by their error in
  /// sample, each taken √(n / (n − parameters)) times, which is all that such data allow.
  public LawChoice choose(Measurements data, List<HeldOutSplit> splits) {
    List<LawFitOutcome> outcomes =
        forms.parallelStream().map(form -> LawFitter.fit(form, data, options)).toList();
    OptionalDouble[][] errors = new OptionalDouble[forms.size()][splits.size()];
    IntStream.range(0, forms.size() * splits.size())
        .parallel()
        .forEach(cell -> {
          int f = cell / splits.size();
          int s = cell % splits.size();
          errors[f][s] = error(forms.get(f), splits.get(s), data);
        });
    int[] judged = judged(errors, outcomes, splits.size());
    var candidates = new ArrayList<LawChoice.Candidate>();
    for (int f = 0; f < forms.size(); f++) {
      OptionalDouble inSample =
          outcomes.get(f) instanceof LawFitOutcome.Fitted(LawFit fit)
              ? OptionalDouble.of(fit.logError())
              : OptionalDouble.empty();
      candidates.add(
          new LawChoice.Candidate(
              forms.get(f),
              List.of(errors[f]),
              inSample.isPresent()
                  ? score(forms.get(f), data.rows(), errors[f], judged, inSample.getAsDouble())
                  : OptionalDouble.empty(),
              inSample,
              outcomes.get(f)));
    }
    return new LawChoice(splits, candidates);
  }

  private OptionalDouble error(LawForm form, HeldOutSplit split, Measurements data) {
    Measurements training =
        split.trainingPart(data).weighted().sample(MOST_ROWS, new SplittableRandom(options.seed()));
    if (LawFitter.fit(form, training, options) instanceof LawFitOutcome.Fitted(LawFit fit)) {
      double error = fit.law().logError(split.heldOutPart(data).weighted());
      // Held-out rows may all have weight 0, or lie where a power exceeds the range of a double.
      return Double.isFinite(error) ? OptionalDouble.of(error) : OptionalDouble.empty();
    }
    return OptionalDouble.empty();
  }

  /// The splits that count: those which as many laws as possible could be fitted to.
  private static int[] judged(
      OptionalDouble[][] errors, List<LawFitOutcome> outcomes, int splitCount) {
    IntPredicate fitted = f -> outcomes.get(f) instanceof LawFitOutcome.Fitted;
    int[] counts =
        IntStream.range(0, splitCount)
            .map(s ->
                (int)
                    IntStream.range(0, errors.length)
                        .filter(fitted)
                        .filter(f -> errors[f][s].isPresent())
                        .count())
            .toArray();
    int most = IntStream.of(counts).max().orElse(0);
    return IntStream.range(0, splitCount).filter(s -> most > 0 && counts[s] == most).toArray();
  }

  private static OptionalDouble score(
      LawForm form, int rows, OptionalDouble[] errors, int[] judged, double inSample) {
    if (judged.length == 0) {
      int left = rows - form.parameters();
      return left > 0
          ? OptionalDouble.of(inSample * Math.sqrt((double) rows / left))
          : OptionalDouble.empty();
    }
    return LawChoice.geometricMean(IntStream.of(judged).mapToObj(s -> errors[s]).toList());
  }
}
