package shapelaw.report.figure;

import java.util.List;
import java.util.Optional;

/// An axis of a panel.
public sealed interface Axis {

  /// What is drawn along it, with its unit.
  String label();

  /// Numbers.
  ///
  /// @param label what, with its unit
  /// @param scale linear or logarithmic
  /// @param span what to show; empty for what the data need
  record Numeric(String label, Scale scale, Optional<Span> span) implements Axis {}

  /// Names: category i lies at value i; the first is at the left or at the top.
  ///
  /// @param label what, may be empty
  /// @param names the categories in order
  record Categories(String label, List<String> names) implements Axis {
    public Categories {
      names = List.copyOf(names);
    }
  }

  /// A linear axis that fits its data.
  static Axis linear(String label) {
    return new Numeric(label, Scale.LINEAR, Optional.empty());
  }

  /// A logarithmic axis that fits its data.
  static Axis log(String label) {
    return new Numeric(label, Scale.LOG, Optional.empty());
  }

  /// An axis of names.
  static Axis categories(String label, List<String> names) {
    return new Categories(label, names);
  }

  /// The same axis showing `shown`; categories stay as they are.
  default Axis showing(Span shown) {
    return switch (this) {
      case Numeric n -> new Numeric(n.label(), n.scale(), Optional.of(shown));
      case Categories c -> c;
    };
  }
}
