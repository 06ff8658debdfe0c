package shapelaw.law.joint;

import static shapelaw.law.joint.LawForm.Factor.falling;
import static shapelaw.law.joint.LawForm.Factor.rising;
import static shapelaw.law.joint.Measurements.COMPUTE;
import static shapelaw.law.joint.Measurements.EXAMPLES;
import static shapelaw.law.joint.Measurements.PARAMETERS;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import shapelaw.law.joint.LawForm.Exponent;
import shapelaw.law.joint.LawForm.Factor;
import shapelaw.law.joint.LawForm.Term;

/// The catalogue of laws over whole shapes. x_k are the dimensions of a shape, t its training
/// compute, n the examples it saw, N its parameters.
public final class LawForms {

  private static final String GEMSTONES = "McLeish et al., Gemstones, arXiv 2502.06857";

  private LawForms() {}

  /// L = A N^(−α) + B n^(−β) + E: model size and data (Hoffmann et al. 2022, approach 3).
  public static LawForm chinchilla() {
    return new LawForm(
        "chinchilla",
        "A N^-alpha + B n^-beta + E",
        "Hoffmann et al. 2022, arXiv 2203.15556, Eq. 2",
        List.of(Exponent.of("alpha"), Exponent.of("beta")),
        List.of(
            Term.of("A", falling(PARAMETERS, "alpha")),
            Term.of("B", falling(EXAMPLES, "beta")),
            Term.of("E")));
  }

  /// L = Σ_k A_k x_k^(−a_k) + B n^(−b) + E: Gemstones' law of shape and data. It is the structural
  /// law as well, since n = t / F(x), only that Gemstones' users put n and ours t and the exact
  /// FLOPs F(x).
  ///
  /// @param dimensions the x_k
  public static LawForm shapeAndExamples(List<String> dimensions) {
    return new LawForm(
        "structural",
        "sum_k alpha_k x_k^-a_k + B n^-c + E,  n = t / F(x)",
        "structural law, docs/paper/joint-laws.md; as width, depth, tokens in " + GEMSTONES,
        withEach(dimensions, "a_", "c"),
        capacityAnd(dimensions, Term.of("B", falling(EXAMPLES, "c")), Term.of("E")));
  }

  /// L = Σ_k A_k x_k^(−a_k) + C N^(−c) + B n^(−b) + E: Gemstones' law of shape, parameters and
  /// data.
  ///
  /// @param dimensions the x_k
  public static LawForm shapeParametersAndExamples(List<String> dimensions) {
    return new LawForm(
        "gemstones",
        "sum_k A_k x_k^-a_k + C N^-c + B n^-b + E",
        GEMSTONES,
        withEach(dimensions, "a_", "c", "b"),
        capacityAnd(
            dimensions,
            Term.of("C", falling(PARAMETERS, "c")),
            Term.of("B", falling(EXAMPLES, "b")),
            Term.of("E")));
  }

  /// L = Σ_k α_k x_k^(−a_k) + Σ_k β_k x_k^(b_k) t^(−c) + ξ t^(−c) + ε: the decomposable loss of the
  /// paper (Eq. 3).
  ///
  /// @param dimensions the x_k
  public static LawForm decomposable(List<String> dimensions) {
    var exponents = new ArrayList<Exponent>();
    dimensions.forEach(d -> {
      exponents.add(Exponent.of("a_" + d));
      exponents.add(Exponent.of("b_" + d));
    });
    exponents.add(Exponent.of("c"));
    var terms = new ArrayList<Term>();
    dimensions.forEach(d -> terms.add(Term.of("alpha_" + d, falling(d, "a_" + d))));
    dimensions.forEach(
        d -> terms.add(Term.of("beta_" + d, rising(d, "b_" + d), falling(COMPUTE, "c"))));
    terms.add(Term.of("xi", falling(COMPUTE, "c")));
    terms.add(Term.of("epsilon"));
    return new LawForm(
        "decomposable",
        "sum_k alpha_k x_k^-a_k + (sum_k beta_k x_k^b_k + xi) t^-c + epsilon",
        "Getting ViT in Shape, arXiv 2305.13035, Eq. 3",
        exponents,
        terms);
  }

  /// L = Σ_k α_k x_k^(−a_k) + (β Π_k x_k^(b_k) + ξ) t^(−c) + ε: the joint form with a free data
  /// term.
  ///
  /// @param dimensions the x_k
  public static LawForm product(List<String> dimensions) {
    var exponents = new ArrayList<Exponent>();
    var slowdown = new ArrayList<Factor>();
    dimensions.forEach(d -> {
      exponents.add(Exponent.of("a_" + d));
      exponents.add(Exponent.of("b_" + d));
      slowdown.add(rising(d, "b_" + d));
    });
    exponents.add(Exponent.of("c"));
    slowdown.add(falling(COMPUTE, "c"));
    return new LawForm(
        "product",
        "sum_k alpha_k x_k^-a_k + (beta prod_k x_k^b_k + xi) t^-c + epsilon",
        "joint form with a free data term, docs/paper/joint-laws.md",
        exponents,
        capacityAnd(
            dimensions,
            new Term("beta", slowdown),
            Term.of("xi", falling(COMPUTE, "c")),
            Term.of("epsilon")));
  }

  /// L = Σ_k α_k x_k^(−a_k) + γ N^(−g) + β N^b n^(−c) + E: each dimension is a bottleneck, the
  /// model as a whole is one, and larger models may need more examples. Ours; on the Gemstones data
  /// it extrapolates best of all laws here.
  ///
  /// @param dimensions the x_k
  public static LawForm sized(List<String> dimensions) {
    return new LawForm(
        "sized",
        "sum_k alpha_k x_k^-a_k + gamma N^-g + beta N^b n^-c + E",
        "shape, size and data, docs/paper/joint-laws.md",
        withEach(dimensions, "a_", "g", "b", "c"),
        capacityAnd(
            dimensions,
            Term.of("gamma", falling(PARAMETERS, "g")),
            Term.of("beta", rising(PARAMETERS, "b"), falling(EXAMPLES, "c")),
            Term.of("E")));
  }

  /// L = Σ_k α_k x_k^(−a_k) + γ N^(−g) + β Π_k x_k^(b_k) n^(−c) + E: as [#sized], but how fast a
  /// model learns from an example depends on each dimension by itself.
  ///
  /// @param dimensions the x_k
  public static LawForm sizedProduct(List<String> dimensions) {
    var exponents = new ArrayList<Exponent>();
    var data = new ArrayList<Factor>();
    dimensions.forEach(d -> {
      exponents.add(Exponent.of("a_" + d));
      exponents.add(Exponent.of("b_" + d));
      data.add(rising(d, "b_" + d));
    });
    exponents.add(Exponent.of("g"));
    exponents.add(Exponent.of("c"));
    data.add(falling(EXAMPLES, "c"));
    return new LawForm(
        "sized-product",
        "sum_k alpha_k x_k^-a_k + gamma N^-g + beta prod_k x_k^b_k n^-c + E",
        "shape, size and data, docs/paper/joint-laws.md",
        exponents,
        capacityAnd(
            dimensions,
            Term.of("gamma", falling(PARAMETERS, "g")),
            new Term("beta", data),
            Term.of("E")));
  }

  /// L = Σ_k α_k x_k^(−a_k) + γ Π_k x_k^(−g_k) + β Π_k x_k^(b_k) n^(−c) + E, or with t in place of
  /// n where examples are not known: as [#sizedProduct], for models whose parameters nobody
  /// counted.
  ///
  /// @param dimensions the x_k
  /// @param examples true for n, false for t
  public static LawForm sizedWithoutParameters(List<String> dimensions, boolean examples) {
    var exponents = new ArrayList<Exponent>();
    var size = new ArrayList<Factor>();
    var data = new ArrayList<Factor>();
    dimensions.forEach(d -> {
      exponents.add(Exponent.of("a_" + d));
      exponents.add(Exponent.of("g_" + d));
      exponents.add(Exponent.of("b_" + d));
      size.add(falling(d, "g_" + d));
      data.add(rising(d, "b_" + d));
    });
    exponents.add(Exponent.of("c"));
    data.add(falling(examples ? EXAMPLES : COMPUTE, "c"));
    return new LawForm(
        "sized-free",
        "sum_k alpha_k x_k^-a_k + gamma prod_k x_k^-g_k + beta prod_k x_k^b_k %s^-c + E"
            .formatted(examples ? "n" : "t"),
        "shape, size and data, docs/paper/joint-laws.md",
        exponents,
        capacityAnd(dimensions, new Term("gamma", size), new Term("beta", data), Term.of("E")));
  }

  /// The laws that measurements with these columns can be fitted with, from the fewest parameters
  /// to the most. Among them is every published one whose variables are there.
  ///
  /// @param data whose dimensions and other columns are looked at
  public static List<LawForm> candidates(Measurements data) {
    List<String> dimensions = data.dimensions();
    var forms = new ArrayList<LawForm>();
    forms.add(chinchilla());
    if (!dimensions.isEmpty()) {
      forms.add(shapeAndExamples(dimensions));
      forms.add(shapeParametersAndExamples(dimensions));
      forms.add(decomposable(dimensions));
      forms.add(product(dimensions));
      forms.add(sized(dimensions));
      forms.add(sizedProduct(dimensions));
      if (dimensions.size() > 1 && !data.has(PARAMETERS)) {
        forms.add(sizedWithoutParameters(dimensions, data.has(EXAMPLES)));
      }
    }
    return forms.stream()
        .filter(form -> form.variables().stream().allMatch(data::has))
        .sorted(Comparator.comparingInt(LawForm::parameters))
        .toList();
  }

  private static List<Exponent> withEach(
      List<String> dimensions, String prefix, String... further) {
    var exponents = new ArrayList<Exponent>();
    dimensions.forEach(d -> exponents.add(Exponent.of(prefix + d)));
    for (String name : further) {
      exponents.add(Exponent.of(name));
    }
    return exponents;
  }

  private static List<Term> capacityAnd(List<String> dimensions, Term... further) {
    var terms = new ArrayList<Term>();
    dimensions.forEach(d -> terms.add(Term.of("alpha_" + d, falling(d, "a_" + d))));
    terms.addAll(List.of(further));
    return terms;
  }
}
