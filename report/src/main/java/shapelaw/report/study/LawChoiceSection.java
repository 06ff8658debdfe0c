package shapelaw.report.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import shapelaw.law.joint.HeldOutSplit;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawChoice.Candidate;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.LawForms;
import shapelaw.recommend.JointAnalysis;
import shapelaw.recommend.LawInUse;
import shapelaw.report.figure.Numbers;

/// Which law over whole shapes to believe: every candidate with what it predicts of measurements
/// that it has not seen.
final class LawChoiceSection {

  /// Name of the paper's form (Eq. 3).
  private static final String PAPER = LawForms.decomposable(List.of()).name();

  /// Scores closer than this ratio are no difference to speak of.
  private static final double SAME = 1.05;

  private final LawChoice choice;
  private final List<Candidate> ranked;
  private final Optional<LawInUse> inUse;

  private LawChoiceSection(JointAnalysis joint) {
    choice = joint.choice();
    inUse = LawInUse.of(joint);
    ranked = choice.ranked();
  }

  static Optional<Section> of(JointAnalysis joint) {
    if (joint.data().rows() == 0 || joint.choice().candidates().isEmpty()) {
      return Optional.empty();
    }
    return new LawChoiceSection(joint).section();
  }

  private Optional<Section> section() {
    var section = new Section.Builder("law-choice", "Which law");
    asked().ifPresent(section::text);
    section.text(verdict());
    if (!choice.splits().isEmpty() && !ranked.isEmpty()) {
      section.text(
          "A law that is to recommend shapes beyond the measured ones must extrapolate. So each candidate was fitted to the smaller part of "
              + "the measurements and judged on the larger part, in turn: "
              + heldOut()
              + ". The score is the geometric mean of these errors.");
    }
    return section.figure(HeldOutErrors.figure(choice)).table(table()).build();
  }

  private Optional<String> asked() {
    return inUse
        .filter(LawInUse::isAnother)
        .map(law ->
            law.why(choice)
                + (law.askedFor() ? ". This report uses the law that was asked for. " : ". ")
                + (law.used().score().isPresent()
                    ? judged(law.used(), "Its")
                    : "How far its predictions are off could not be judged."));
  }

  private String verdict() {
    if (ranked.isEmpty()) {
      return "None of %s can be fitted to these measurements; the table says why."
          .formatted(Words.plural(choice.candidates().size(), "law"));
    }
    Candidate best = choice.best().orElseThrow();
    if (choice.candidates().size() == 1) {
      return "“%s” is the only candidate: no other law was asked for, or none uses just these variables. %s"
          .formatted(best.form().name(), judged(best, "Its"));
    }
    String chosen =
        "Of %s, “%s” was %s because %s. %s"
            .formatted(
                Words.plural(choice.candidates().size(), "candidate law"),
                best.form().name(),
                chosen(),
                choice.isTie()
                    ? "no law predicts clearly better what it has not seen, and of those as good it fits all measurements best for its parameters"
                    : "it predicts best what it has not seen",
                judged(best, "Its"));
    if (choice.countedSplits() == 0) {
      chosen =
          "Of %s, “%s” was %s. There are too few measurements to hold any out, so that the laws are ranked by their error on what they were fitted to, with a penalty for their parameters: %s."
              .formatted(
                  Words.plural(choice.candidates().size(), "candidate law"),
                  best.form().name(),
                  chosen(),
                  percent(score(best)));
    }
    return best.form().name().equals(PAPER)
        ? chosen + " It is the paper’s form (Eq. 3)." + next(best)
        : chosen + next(best) + paper(best);
  }

  /// The preferred law is not the chosen one if another is used.
  private String chosen() {
    return inUse.filter(LawInUse::isAnother).isPresent() ? "preferred" : "chosen";
  }

  private String judged(Candidate candidate, String whose) {
    return choice.countedSplits() == 0
        ? whose + " extrapolation could not be tested: too few measurements to hold any out."
        : "%s predictions of held-out losses are %s off (geometric mean over %s of the root mean square)."
            .formatted(
                whose,
                percent(score(candidate)),
                Words.plural(choice.countedSplits(), "way") + " to hold out");
  }

  private String next(Candidate best) {
    if (choice.next().isEmpty()) {
      return " No other law could be judged.";
    }
    Candidate next = choice.next().get();
    if (choice.isTie()) {
      return " “%s” has the least score (%s), but by less than such scores are uncertain."
          .formatted(next.form().name(), percent(score(next)));
    }
    double ratio = score(next) / score(best);
    return ratio < SAME
        ? " The next best, “%s”, is about as good (%s)."
            .formatted(next.form().name(), percent(score(next)))
        : " The next best, “%s”, is %s."
            .formatted(next.form().name(), timesAsFarOff(ratio, score(next)));
  }

  private String paper(Candidate best) {
    Optional<Candidate> paper =
        choice.candidates().stream().filter(c -> c.form().name().equals(PAPER)).findFirst();
    if (paper.isEmpty()) {
      return " The paper’s form (Eq. 3) is no candidate: it needs dimensions and compute.";
    }
    if (paper.get().score().isEmpty()) {
      return " The paper’s form (Eq. 3, “%s”) could not be judged on these measurements."
          .formatted(PAPER);
    }
    if (choice.next().equals(paper)) {
      return " That is the paper’s form (Eq. 3).";
    }
    double score = score(paper.get());
    return " The paper’s form, “%s” (Eq. 3), is %s."
        .formatted(PAPER, timesAsFarOff(score / score(best), score));
  }

  private static String timesAsFarOff(double ratio, double score) {
    return Double.isFinite(ratio)
        ? "%s times as far off (%s)".formatted(Numbers.significant(ratio, 2), percent(score))
        : "further off (%s)".formatted(percent(score));
  }

  private static double score(Candidate candidate) {
    return candidate.score().orElseThrow();
  }

  private static String percent(double share) {
    return Numbers.significant(100 * share, 2) + " %";
  }

  /// The splits in words, those of one quantity together.
  private String heldOut() {
    var limits = new LinkedHashMap<String, List<String>>();
    for (HeldOutSplit split : choice.splits()) {
      List<String> of = limits.computeIfAbsent(split.quantity(), _ -> new ArrayList<>());
      if (!Double.isNaN(split.limit())) {
        of.add(HeldOutErrors.limit(split));
      }
    }
    return Words.list(limits.entrySet().stream().map(LawChoiceSection::heldOut).toList());
  }

  private static String heldOut(Map.Entry<String, List<String>> limits) {
    return limits.getValue().isEmpty()
        ? "the " + limits.getKey()
        : "%s above %s".formatted(limits.getKey(), Words.list(limits.getValue()));
  }

  private Table table() {
    List<Stream<Table.Reader<Candidate>>> columns = new ArrayList<>();
    columns.add(Table.text("Law", "law", c -> c.form().name()));
    columns.add(Table.text("", "result", this::result));
    columns.add(Table.share("Held-out score", "held_out_score", Candidate::score));
    columns.add(Table.share("In sample", "in_sample", Candidate::inSample));
    columns.add(Table.count("Parameters", "parameters", c -> (long) c.form().parameters()));
    columns.add(Table.equation("Equation", "equation", c -> c.form().equation()));
    for (int s = 0; s < choice.splits().size(); s++) {
      int split = s;
      HeldOutSplit held = choice.splits().get(s);
      columns.add(
          Table.share(
              "Held out: " + HeldOutErrors.words(held), key(held), c -> c.errors().get(split)));
    }
    columns.add(Table.text("Source", "source", c -> c.form().source()));
    Table table =
        Table.of(
            "laws",
            "Candidate laws, by their score",
            "Errors are root mean squares of ln(law) − ln(measured): over all measurements (in sample), or over those that were held out of "
                + "the fit. xₖ are the dimensions, t the compute, n the examples, N the parameters.",
            choice.candidates(),
            columns.stream().flatMap(c -> c));
    return inUse
        .map(LawInUse::used)
        .or(choice::best)
        .map(law -> table.emphasising(choice.candidates().indexOf(law)))
        .orElse(table);
  }

  private static String key(HeldOutSplit split) {
    String quantity = split.quantity().replace(' ', '_');
    return Double.isNaN(split.limit())
        ? "held_out_" + quantity
        : "held_out_%s_above_%s".formatted(quantity, Double.toString(split.limit()));
  }

  private String result(Candidate candidate) {
    if (inUse.filter(law -> law.isAnother() && law.used().equals(candidate)).isPresent()) {
      return inUse.get().askedFor() ? "asked for" : "used";
    }
    if (candidate.outcome() instanceof LawFitOutcome.Refused(String reason)) {
      return "refused: " + reason;
    }
    if (candidate.score().isEmpty()) {
      return "not ranked: some parts are too small to fit it to";
    }
    return choice.best().filter(candidate::equals).isPresent() ? chosen() : "";
  }
}
