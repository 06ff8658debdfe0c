package shapelaw.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import shapelaw.law.Interval;
import shapelaw.law.joint.HeldOutSplit;
import shapelaw.law.joint.LawChoice;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawFitOutcome;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.LawForms;
import shapelaw.law.joint.Objective;
import shapelaw.law.joint.ProfileLikelihood;
import shapelaw.law.joint.Repeats;
import shapelaw.recommend.JointAnalysis;
import shapelaw.recommend.LawInUse;

/// The laws over whole shapes as text for a terminal.
final class JointText {

  private static final String PAPER = LawForms.decomposable(List.of()).name();

  private JointText() {}

  /// @param advised a reason why there is no fit with the study's way out
  static String of(JointAnalysis analysis, UnaryOperator<String> advised) {
    return constant(analysis)
        + switch (analysis.chosen()) {
          case LawFitOutcome.Refused(String reason) ->
              "No law over whole shapes was fitted: " + advised.apply(reason) + "\n";
          case LawFitOutcome.Fitted(LawFit fit) ->
              ranking(analysis.choice(), fit.law().form()) + chosen(fit, analysis);
        };
  }

  private static String constant(JointAnalysis analysis) {
    return analysis.constant().isEmpty()
        ? ""
        : "Never varied, so that no law can say anything of it: %s.\n\n"
            .formatted(String.join(", ", analysis.constant()));
  }

  private static String ranking(LawChoice choice, LawForm chosen) {
    Map<String, List<Integer>> groups = groups(choice.splits());
    var header = new ArrayList<Object>(List.of("law", "parameters", "in sample"));
    header.addAll(groups.keySet());
    header.add("held out");
    var table = new Table(header.stream().map(String::valueOf).toArray(String[]::new));
    for (LawChoice.Candidate candidate : choice.candidates()) {
      var cells = new ArrayList<Object>();
      boolean isChosen = candidate.form().equals(chosen);
      cells.add((isChosen ? "* " : "  ") + candidate.form().name());
      cells.add(candidate.form().parameters());
      cells.add(percent(candidate.inSample()));
      groups
          .values()
          .forEach(splits ->
              cells.add(
                  percent(
                      LawChoice.geometricMean(
                          splits.stream().map(candidate.errors()::get).toList()))));
      cells.add(percent(candidate.score()));
      table.row(cells.toArray());
    }
    return "Laws over whole shapes, ranked by what they predict of data held out from the fit (RMS of ln loss; * is used)\n\n%s%s\n"
        .formatted(table, legend(groups, choice.splits()) + papers(choice) + refused(choice));
  }

  private static String papers(LawChoice choice) {
    return choice.ranked().stream().anyMatch(c -> c.form().name().equals(PAPER))
        ? "%s is the paper's form (Eq. 3).\n".formatted(PAPER)
        : "";
  }

  private static String refused(LawChoice choice) {
    return choice.candidates().stream()
        .filter(c -> c.outcome() instanceof LawFitOutcome.Refused)
        .map(c ->
            "  - %s could not be fitted: %s\n"
                .formatted(c.form().name(), ((LawFitOutcome.Refused) c.outcome()).reason()))
        .collect(Collectors.joining());
  }

  private static String legend(Map<String, List<Integer>> groups, List<HeldOutSplit> splits) {
    if (groups.isEmpty()) {
      return "The data are too few to hold any out: ranked by the error in sample, counted per degree of freedom.\n";
    }
    return groups.entrySet().stream()
        .map(group ->
            group.getValue().stream()
                .map(splits::get)
                .map(HeldOutSplit::toString)
                .collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; ", "Held out in turn: ", ".\n"));
  }

  /// Splits by what they hold out.
  private static Map<String, List<Integer>> groups(List<HeldOutSplit> splits) {
    var groups = new LinkedHashMap<String, List<Integer>>();
    for (int s = 0; s < splits.size(); s++) {
      groups.computeIfAbsent(splits.get(s).quantity(), q -> new ArrayList<>()).add(s);
    }
    return groups;
  }

  private static String chosen(LawFit fit, JointAnalysis analysis) {
    var text = new StringBuilder("\nChosen: ");
    LawForm form = fit.law().form();
    text.append(form.name()).append(", L = ").append(form.equation()).append('\n');
    because(analysis).ifPresent(because -> text.append("  (" + because + ")\n"));
    text.append('\n').append(numbers(fit));
    text.append(
        "  %d of %d starts reached this optimum; a measured loss scatters by %.2g %% around it.\n"
            .formatted(
                fit.search().atOptimum(), fit.search().starts(), 100 * fit.noise().relative()));
    Repeats.of(fit.data())
        .ifPresent(repeats ->
            text.append(
                "  Runs repeated with another seed differ by %.2g %% (%d degrees of freedom): what is beyond that is the law's own error.\n"
                    .formatted(100 * repeats.noise(), repeats.degreesOfFreedom())));
    fit.findings().forEach(finding -> text.append("  - ").append(finding).append('\n'));
    return text.append('\n').toString();
  }

  private static Optional<String> because(JointAnalysis analysis) {
    LawChoice choice = analysis.choice();
    return LawInUse.of(analysis)
        .flatMap(law ->
            law.isAnother()
                ? Optional.of(law.why(choice))
                : choice.next().map(next -> preferred(choice, law.used(), next)));
  }

  private static String preferred(
      LawChoice choice, LawChoice.Candidate best, LawChoice.Candidate next) {
    return choice.isTie()
        ? "%s predict what was held out about equally well; of them, this one fits all runs best for its parameters"
            .formatted(
                choice.contenders().stream()
                    .map(c -> c.form().name())
                    .collect(Collectors.joining(", ")))
        : "its %s is %.2f times that of the next best, %s"
            .formatted(
                choice.countedSplits() > 0
                    ? "held-out error"
                    : "error in sample per degree of freedom",
                best.score().orElseThrow() / next.score().orElseThrow(),
                next.form().name());
  }

  private static Table numbers(LawFit fit) {
    boolean intervals = !fit.replicates().isEmpty();
    var table = new Table("", "estimate", "%.0f %% interval".formatted(100 * fit.level()));
    fit.law()
        .form()
        .terms()
        .forEach(term -> {
          String name = term.coefficient();
          table.row(
              name,
              "%.5g".formatted(fit.law().coefficient(name)),
              intervals ? interval(fit.interval(law -> law.coefficient(name))) : "-");
        });
    fit.law()
        .form()
        .exponents()
        .forEach(exponent ->
            table.row(
                exponent.name(),
                "%.4f".formatted(fit.law().exponent(exponent.name())),
                intervals ? interval(fit.exponent(exponent.name())) : "-"));
    return table;
  }

  /// The exponents' intervals by profile likelihood beside those of the replicates.
  ///
  /// @throws CommandFailure if the objective has no likelihood
  static String profiles(JointAnalysis analysis) {
    if (analysis.fit().isEmpty()) {
      return "";
    }
    LawFit fit = analysis.fit().get();
    if (!(fit.objective() instanceof Objective.RelativeError)) {
      throw new CommandFailure(
          "profile likelihood needs the objective relative, which is that of normal noise. Maybe leave --objective out.");
    }
    var table = new Table("exponent", "estimate", "profile %.0f %%".formatted(100 * fit.level()));
    new ProfileLikelihood(fit)
        .exponents()
        .forEach((name, profile) ->
            table.row(name, "%.4f".formatted(profile.estimate()), interval(profile)));
    return table + "\n";
  }

  private static String interval(Interval interval) {
    return "[%.4g, %.4g]".formatted(interval.low(), interval.high());
  }

  private static String percent(OptionalDouble fraction) {
    return fraction.isPresent() ? "%.3f %%".formatted(100 * fraction.getAsDouble()) : "-";
  }
}
