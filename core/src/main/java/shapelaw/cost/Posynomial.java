package shapelaw.cost;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// A sum of products of whole powers of named sizes with coefficients above zero, such as the FLOPs
/// of a model: 2 n w² d + 4 n w m d + ….
///
/// Its logarithm is a convex function of the sizes' logarithms, which makes searches over shapes
/// well-behaved (Boyd et al., "A tutorial on geometric programming", 2007).
///
/// @param terms no two with the same powers; none for zero
public record Posynomial(List<Monomial> terms) {

  /// Zero.
  public static final Posynomial ZERO = new Posynomial(List.of());

  public Posynomial {
    terms = List.copyOf(terms);
  }

  /// A coefficient times powers of sizes.
  ///
  /// @param coefficient finite and > 0
  /// @param powers exponent of each size that occurs, ≥ 1
  public record Monomial(double coefficient, Map<String, Integer> powers) {
    public Monomial {
      if (!(coefficient > 0) || Double.isInfinite(coefficient)) {
        throw new IllegalArgumentException(
            "a coefficient must be a finite number above 0 but was " + coefficient + ".");
      }
      powers = Collections.unmodifiableMap(new LinkedHashMap<>(powers));
      powers.forEach((size, power) -> {
        if (power < 1) {
          throw new IllegalArgumentException(
              "the power of %s must be at least 1 but was %d.".formatted(size, power));
        }
      });
    }

    private Monomial times(Monomial other) {
      var product = new LinkedHashMap<>(powers);
      other.powers.forEach((size, power) -> product.merge(size, power, Integer::sum));
      return new Monomial(coefficient * other.coefficient, product);
    }

    /// By repeated multiplication, so that whole numbers stay exact.
    private double value(ToDoubleFunction<String> size) {
      double value = coefficient;
      for (Map.Entry<String, Integer> power : powers.entrySet()) {
        double x = size.applyAsDouble(power.getKey());
        for (int i = 0; i < power.getValue(); i++) {
          value *= x;
        }
      }
      return value;
    }
  }

  /// A number that no size changes, ≥ 0.
  public static Posynomial constant(double value) {
    return value == 0 ? ZERO : new Posynomial(List.of(new Monomial(value, Map.of())));
  }

  /// A size itself.
  public static Posynomial size(String name) {
    return new Posynomial(List.of(new Monomial(1, Map.of(name, 1))));
  }

  /// The sum of all.
  public static Posynomial sum(Posynomial... summands) {
    return collected(Arrays.stream(summands).flatMap(p -> p.terms.stream()));
  }

  private static Posynomial collected(Stream<Monomial> monomials) {
    var coefficients = new LinkedHashMap<Map<String, Integer>, Double>();
    monomials.forEach(m -> coefficients.merge(m.powers(), m.coefficient(), Double::sum));
    return new Posynomial(
        coefficients.entrySet().stream().map(e -> new Monomial(e.getValue(), e.getKey())).toList());
  }

  /// The sum of both.
  public Posynomial plus(Posynomial other) {
    return sum(this, other);
  }

  /// The product of both.
  public Posynomial times(Posynomial other) {
    return collected(terms.stream().flatMap(a -> other.terms.stream().map(a::times)));
  }

  /// This times a number ≥ 0.
  public Posynomial times(double factor) {
    return times(constant(factor));
  }

  /// The sizes that occur.
  public Set<String> sizes() {
    var sizes = new LinkedHashSet<String>();
    terms.forEach(term -> sizes.addAll(term.powers().keySet()));
    return Collections.unmodifiableSet(sizes);
  }

  /// Its value.
  ///
  /// @param size of each name, > 0
  public double value(ToDoubleFunction<String> size) {
    double value = 0;
    for (Monomial term : terms) {
      value += term.value(size);
    }
    return value;
  }

  /// ∂ ln p / ∂ ln x: by how many per cent it grows when a size grows by one.
  ///
  /// @param name of the size that grows
  /// @param size of each name, > 0
  public double elasticity(String name, ToDoubleFunction<String> size) {
    double weighted = 0;
    for (Monomial term : terms) {
      weighted += term.powers().getOrDefault(name, 0) * term.value(size);
    }
    return weighted / value(size);
  }
}
