package shapelaw.recommend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.joint.HeldOutSplit;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawChooser;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawFitOptions;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.LawFitter;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Dimension;
import shapelaw.shape.UnknownNameException;
import shapelaw.sweep.Evidence;
import shapelaw.sweep.Measurement;

/// The laws over whole shapes, ranked by what they predict of data that they have not seen, and the
/// best of them fitted to everything.
///
/// @param data what the laws are fitted to: the dimensions that were varied
/// @param constant dimensions that were never varied and that the laws therefore leave out
/// @param choice every candidate with its held-out errors
/// @param chosen the fit, with intervals, of the best law that sees every dimension, or of the one
///   that was asked for; or why there is none
/// @param askedFor true if a law was asked for by name
public record JointAnalysis(
    Measurements data,
    List<String> constant,
    LawChoice choice,
    LawFitOutcome chosen,
    boolean askedFor) {

  private static final String STAR_CENTRE = "star centre";

  /// Starts of each of the many fits that only rank the laws.
  private static final int STARTS_FOR_RANKING = 10;

  public JointAnalysis {
    constant = List.copyOf(constant);
  }

  /// The chosen law's fit, if there is one.
  public Optional<LawFit> fit() {
    return chosen instanceof LawFitOutcome.Fitted(LawFit fit) ? Optional.of(fit) : Optional.empty();
  }

  /// The held-out error of the law that was fitted; empty if it was not ranked, or nothing was held
  /// out.
  public OptionalDouble heldOutError() {
    if (choice.splits().isEmpty()) {
      return OptionalDouble.empty();
    }
    return candidate().map(LawChoice.Candidate::score).orElse(OptionalDouble.empty());
  }

  /// The error with which the law that was fitted predicts the star's centre when that is held out;
  /// empty if there is none.
  public OptionalDouble centreError() {
    return IntStream.range(0, choice.splits().size())
        .filter(s -> choice.splits().get(s).quantity().equals(STAR_CENTRE))
        .mapToObj(s -> candidate().map(c -> c.errors().get(s)).orElse(OptionalDouble.empty()))
        .findFirst()
        .orElse(OptionalDouble.empty());
  }

  private Optional<LawChoice.Candidate> candidate() {
    return fit()
        .flatMap(fit ->
            choice.candidates().stream()
                .filter(c -> c.form().equals(fit.law().form()))
                .findFirst());
  }

  /// Ranks all laws that the columns allow, and fits the best, or the one that is asked for, to all
  /// rows.
  ///
  /// @param law name of the law to fit; empty for the one that held-out runs choose
  /// @throws IllegalArgumentException if the columns allow no law of that name
  public static JointAnalysis of(Evidence evidence, Optional<String> law, LawFitOptions options) {
    Measurements data = evidence.all();
    List<String> constant =
        data.dimensions().stream().filter(d -> isConstant(data.column(d))).toList();
    Measurements varied = data.withoutDimensions(constant);
    return ranked(varied, constant, law, splits(evidence, varied), options);
  }

  private static JointAnalysis ranked(
      Measurements data,
      List<String> constant,
      Optional<String> law,
      List<HeldOutSplit> splits,
      LawFitOptions options) {
    List<LawForm> forms = LawForms.candidates(data);
    Optional<LawForm> wanted = law.map(name -> named(name, forms));
    LawChoice choice =
        new LawChooser(forms, options.withStarts(STARTS_FOR_RANKING)).choose(data, splits);
    LawFitOutcome chosen =
        wanted
            .or(() -> best(choice, data))
            .map(form -> LawFitter.fit(form, data, options))
            .orElseGet(() -> refused(choice, data.dimensions(), constant));
    return new JointAnalysis(data, constant, choice, chosen, law.isPresent());
  }

  /// The chosen law if it sees every dimension, else the best that does: one that does not would
  /// leave its size to chance.
  private static Optional<LawForm> best(LawChoice choice, Measurements data) {
    return Stream.concat(choice.best().stream(), choice.ranked().stream())
        .map(LawChoice.Candidate::form)
        .filter(form -> form.variables().containsAll(data.dimensions()))
        .findFirst();
  }

  private static LawForm named(String name, List<LawForm> forms) {
    return forms.stream()
        .filter(form -> form.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name, forms.stream().map(LawForm::name).toList()));
  }

  private static UnknownNameException unknown(String name, List<String> known) {
    return new UnknownNameException(
        known,
        name,
        "law must be one of %s, which these columns allow, but was '%s'."
            .formatted(String.join(", ", known), name));
  }

  private static boolean isConstant(double[] values) {
    return IntStream.range(1, values.length).allMatch(i -> values[i] == values[0]);
  }

  /// The usual splits, and the star's centre if it was measured.
  private static List<HeldOutSplit> splits(Evidence evidence, Measurements data) {
    var splits = new ArrayList<>(HeldOutSplit.standard(data));
    evidence.centre().stream()
        .map(Measurement::shape)
        .findFirst()
        .ifPresent(centre -> {
          boolean[] training = new boolean[data.rows()];
          for (int row = 0; row < training.length; row++) {
            int i = row;
            training[row] =
                !data.dimensions().stream()
                    .allMatch(d -> data.value(i, d) == centre.value(new Dimension(d)));
          }
          splits.add(new HeldOutSplit(STAR_CENTRE, Double.NaN, training));
        });
    return splits.stream().distinct().toList();
  }

  /// The reason that the law of the fewest parameters gives, of those that see every dimension.
  private static LawFitOutcome refused(
      LawChoice choice, List<String> dimensions, List<String> constant) {
    return choice.candidates().stream()
        .filter(c -> c.form().variables().containsAll(dimensions))
        .map(LawChoice.Candidate::outcome)
        .filter(LawFitOutcome.Refused.class::isInstance)
        .findFirst()
        .orElseGet(() -> new LawFitOutcome.Refused(noCandidate(constant)));
  }

  private static String noCandidate(List<String> constant) {
    return constant.isEmpty()
        ? "a joint law needs compute or examples beside the sizes but the measurements have neither."
        : "some dimension must be varied but all runs have the same %s. Maybe add runs of other shapes."
            .formatted(String.join(", ", constant));
  }
}
