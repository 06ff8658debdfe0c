package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import shapelaw.cost.ShapeCost;
import shapelaw.law.joint.JointLaw;
import shapelaw.law.joint.LawForm;
import shapelaw.law.joint.Measurements;

/// Scaling exponents of all dimensions together, in closed form: the best shape grows as x_k ∝
/// t^(s_k).
///
/// They exist for a law with one capacity term α_k x_k^(−a_k) for each dimension and either one
/// data term that all dimensions share, or one of its own for each. With a shared data term β Π
/// x_j^(b_j) t^(−c), all a_k α_k x_k^(−a_k) / b_k are equal at the minimum, and with it
///
/// ```text
/// s_k = (c / a_k) / (1 + Σ_j b_j / a_j)
/// ```
///
/// The structural law's data term B (F(x) / t)^c is such a one where F ∝ Π x_j^(e_j): b_j = c e_j,
/// with the local elasticities e_j of the exact F. They change with the shape, so that the
/// exponents hold near the shape at which they are taken. With data terms of their own, as in Eq. 3
/// of the paper, the dimensions do not know of each other: s_k = c / (a_k + b_k), without weights.
///
/// @param exponents s_k by dimension
public record JointExponents(Map<String, Double> exponents) {

  public JointExponents {
    exponents = Collections.unmodifiableMap(new LinkedHashMap<>(exponents));
  }

  /// The exponents near a shape; empty if the law has not that form, or leaves a dimension open.
  ///
  /// @param size of each dimension of the shape
  public static Optional<JointExponents> near(
      JointLaw law, ShapeCost cost, List<String> dimensions, ToDoubleFunction<String> size) {
    return new Reader(law, cost, dimensions, size).read();
  }

  /// The sizes at a compute τ times larger.
  public Map<String, Double> scaled(Map<String, Double> start, double tau) {
    var sizes = new LinkedHashMap<String, Double>();
    start.forEach((dimension, size) ->
        sizes.put(dimension, size * Math.pow(tau, exponents.getOrDefault(dimension, 0.0))));
    return sizes;
  }

  /// A term's powers of the sizes and of compute near the shape.
  private record LocalTerm(Map<String, Double> powers, double compute) {}

  /// Sorts a law's terms.
  private static final class Reader {
    private final JointLaw law;
    private final ShapeCost cost;
    private final List<String> dimensions;
    private final ToDoubleFunction<String> size;
    private final Map<String, Double> capacity = new LinkedHashMap<>();
    private final Map<String, LocalTerm> dataOfOne = new LinkedHashMap<>();
    private Optional<LocalTerm> dataOfAll = Optional.empty();
    private boolean fits = true;

    Reader(JointLaw law, ShapeCost cost, List<String> dimensions, ToDoubleFunction<String> size) {
      this.law = law;
      this.cost = cost;
      this.dimensions = dimensions;
      this.size = size;
    }

    Optional<JointExponents> read() {
      double[] coefficients = law.coefficients();
      for (int j = 0; j < coefficients.length; j++) {
        if (coefficients[j] > 0) {
          local(law.form().terms().get(j)).ifPresentOrElse(this::sort, () -> fits = false);
        }
      }
      if (!fits || !capacity.keySet().containsAll(dimensions)) {
        return Optional.empty();
      }
      if (dataOfAll.isPresent() && dataOfOne.isEmpty()) {
        return Optional.of(shared(dataOfAll.get()));
      }
      return dataOfAll.isEmpty() && dataOfOne.keySet().containsAll(dimensions)
          ? Optional.of(separate())
          : Optional.empty();
    }

    /// Empty for a term that is no product of powers near the shape.
    private Optional<LocalTerm> local(LawForm.Term term) {
      var powers = new LinkedHashMap<String, Double>();
      double compute = 0;
      for (LawForm.Factor factor : term.factors()) {
        double power = factor.sign() * law.exponent(factor.exponent());
        if (dimensions.contains(factor.variable())) {
          powers.merge(factor.variable(), power, Double::sum);
        } else if (factor.variable().equals(Measurements.COMPUTE)) {
          compute += power;
        } else if (factor.variable().equals(Measurements.EXAMPLES)
            && cost.forwardFlops().known().isPresent()) {
          compute += power;
          for (String dimension : dimensions) {
            double e = cost.forwardFlops().formula().elasticity(dimension, size);
            powers.merge(dimension, -power * e, Double::sum);
          }
        } else {
          return Optional.empty();
        }
      }
      return Optional.of(new LocalTerm(powers, compute));
    }

    private void sort(LocalTerm term) {
      boolean rises = term.powers().values().stream().allMatch(power -> power >= 0);
      if (term.powers().isEmpty()) {
        return; // the same for every shape
      }
      String first = term.powers().keySet().iterator().next();
      if (term.compute() == 0 && term.powers().size() == 1 && !rises) {
        fits &= capacity.put(first, -term.powers().getOrDefault(first, 0.0)) == null;
      } else if (term.compute() < 0 && rises && (term.powers().size() > 1 || isShared(term))) {
        fits &= dataOfAll.isEmpty();
        dataOfAll = Optional.of(term);
      } else if (term.compute() < 0 && rises) {
        fits &= dataOfOne.put(first, term) == null;
      } else {
        fits = false;
      }
    }

    /// With one dimension alone both kinds are the same.
    private boolean isShared(LocalTerm term) {
      return dimensions.size() == 1 && term.powers().containsKey(dimensions.getFirst());
    }

    private double a(String dimension) {
      return capacity.getOrDefault(dimension, Double.NaN);
    }

    private JointExponents shared(LocalTerm data) {
      double sum = 1;
      for (String j : dimensions) {
        sum += data.powers().getOrDefault(j, 0.0) / a(j);
      }
      var exponents = new LinkedHashMap<String, Double>();
      for (String k : dimensions) {
        exponents.put(k, -data.compute() / a(k) / sum);
      }
      return new JointExponents(exponents);
    }

    private JointExponents separate() {
      var exponents = new LinkedHashMap<String, Double>();
      dataOfOne.forEach((k, data) ->
          exponents.put(k, -data.compute() / (a(k) + data.powers().getOrDefault(k, 0.0))));
      return new JointExponents(exponents);
    }
  }
}
