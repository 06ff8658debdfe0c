package shapelaw.report.study;

import static shapelaw.report.study.Table.number;
import static shapelaw.report.study.Table.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import shapelaw.law.Interval;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawFit;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.LawForm.Factor;
import shapelaw.law.joint.LawForm.Term;
import shapelaw.law.joint.Measurements;
import shapelaw.report.figure.Axis;
import shapelaw.report.figure.Figure;
import shapelaw.report.figure.Marker;
import shapelaw.report.figure.Numbers;
import shapelaw.report.figure.Panel;
import shapelaw.report.figure.Point;
import shapelaw.report.figure.Series;
import shapelaw.report.figure.Tone;

/// The numbers of the chosen law with their intervals.
final class LawParameters {

  private final LawFit fit;
  private final LawForm form;

  private LawParameters(LawFit fit) {
    this.fit = fit;
    form = fit.law().form();
  }

  /// A number of the law.
  ///
  /// @param symbol its letter
  /// @param role what it belongs to
  /// @param estimate of the best fit
  /// @param interval empty if the fit has no replicates
  /// @param share of the loss that its term makes at the largest training; empty for exponents
  private record Parameter(
      String symbol,
      String role,
      double estimate,
      Optional<Interval> interval,
      OptionalDouble share) {}

  /// The exponents as dots with bars.
  static Optional<Figure> figure(LawFit fit) {
    return fit.law().form().exponents().isEmpty()
        ? Optional.empty()
        : Optional.of(new LawParameters(fit).figure());
  }

  private Figure figure() {
    List<Parameter> exponents = exponents();
    var points = new ArrayList<Point>();
    for (int row = 0; row < exponents.size(); row++) {
      Parameter p = exponents.get(row);
      Point point = Point.at(p.estimate(), row);
      points.add(
          p.interval()
              .map(i ->
                  point
                      .withXSpan(Words.span(i))
                      .withHover(p.symbol() + " = " + Words.interval(i, 3)))
              .orElse(point));
    }
    Panel panel =
        new Panel(
            "",
            Axis.log("exponent"),
            Axis.categories("", exponents.stream().map(p -> p.symbol() + ": " + p.role()).toList()),
            List.of(
                new Series.Points(
                    fit.replicates().isEmpty()
                        ? "estimate"
                        : "estimate with its " + Words.level(fit.level()) + " interval",
                    Tone.category(0),
                    Marker.CIRCLE,
                    points)));
    return new Figure(
        "law-exponents",
        "Exponents of the chosen law",
        "How fast the parts of the loss fall or rise. A short bar means that the measurements fix the exponent; a bar over a factor of "
            + "three or more means that other values fit about as well.",
        certainty(),
        List.of(panel));
  }

  private String certainty() {
    return fit.replicates().isEmpty()
        ? "No intervals were asked for."
        : "Bars are %s intervals from %s. Exponents of one law depend on each other: what they say together is surer than each alone."
            .formatted(
                Words.level(fit.level()), Words.plural(fit.replicates().size(), "bootstrap refit"));
  }

  /// All numbers as a table.
  static Table table(LawFit fit) {
    return new LawParameters(fit).table();
  }

  private Table table() {
    return Table.of(
        "law-parameters",
        "Numbers of the chosen law",
        "Sizes and examples as they are, compute in forward GFLOPs. The last column says how much of the predicted loss a term makes at the "
            + "largest training that was measured (%s).".formatted(largestInWords()),
        Stream.concat(exponents().stream(), coefficients().stream()).toList(),
        text("Symbol", "symbol", Parameter::symbol),
        text("Of", "role", Parameter::role),
        number("Estimate", "estimate", 3, p -> Optional.of(p.estimate())),
        number("Low", "low", 3, p -> p.interval().map(Interval::low)),
        number("High", "high", 3, p -> p.interval().map(Interval::high)),
        Table.share("Share of the loss", "share_of_loss", Parameter::share));
  }

  private List<Parameter> exponents() {
    return form.exponents().stream()
        .map(e ->
            new Parameter(
                base(e.name()),
                role(e.name()),
                fit.law().exponent(e.name()),
                interval(law -> law.exponent(e.name())),
                OptionalDouble.empty()))
        .toList();
  }

  private List<Parameter> coefficients() {
    int largest = largest();
    double loss = fit.law().loss(fit.data(), largest);
    return IntStream.range(0, form.terms().size())
        .mapToObj(j -> {
          String name = form.terms().get(j).coefficient();
          double part = fit.law().term(j, v -> fit.data().value(largest, v));
          return new Parameter(
              base(name),
              role(form.terms().get(j)),
              fit.law().coefficient(name),
              interval(law -> law.coefficient(name)),
              loss > 0 ? OptionalDouble.of(part / loss) : OptionalDouble.empty());
        })
        .toList();
  }

  private static String base(String name) {
    int cut = name.indexOf('_');
    return LawSymbols.letter(cut < 0 ? name : name.substring(0, cut));
  }

  private Optional<Interval> interval(ToDoubleFunction<JointLaw> quantity) {
    return fit.replicates().isEmpty() ? Optional.empty() : Optional.of(fit.interval(quantity));
  }

  /// What an exponent is the exponent of.
  private String role(String exponent) {
    return form.terms().stream()
        .flatMap(term -> term.factors().stream())
        .filter(f -> f.exponent().equals(exponent))
        .map(f -> (f.sign() < 0 ? "falls with " : "rises with ") + Words.variable(f.variable()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private String role(Term term) {
    return term.factors().isEmpty()
        ? "constant, no training removes it"
        : term.factors().stream()
            .map(Factor::variable)
            .map(Words::variable)
            .collect(Collectors.joining(" and "));
  }

  /// Row of the largest training: the most compute, or what stands for it.
  private int largest() {
    Measurements data = fit.data();
    String by =
        Stream.of(Measurements.COMPUTE, Measurements.EXAMPLES, Measurements.PARAMETERS)
            .filter(data::has)
            .findFirst()
            .orElse(data.variables().getFirst());
    return IntStream.range(0, data.rows())
        .reduce((a, b) -> data.value(b, by) > data.value(a, by) ? b : a)
        .orElseThrow();
  }

  private String largestInWords() {
    return fit.data().row(largest()).entrySet().stream()
        .map(e -> Words.variable(e.getKey()) + " " + Numbers.significant(e.getValue(), 3))
        .collect(Collectors.joining(", "));
  }
}
