package shapelaw.sweep;

import java.util.stream.Stream;
import shapelaw.shape.Dimension;

/// Why a trunk is trained.
public sealed interface Purpose {

  /// Short text for tables and progress lines; also what a store remembers.
  String label();

  /// Reads [#label()].
  ///
  /// @throws IllegalArgumentException if nothing has this label
  static Purpose of(String label) {
    if (label.startsWith(Arm.PREFIX)) {
      return new Arm(new Dimension(label.substring(Arm.PREFIX.length())));
    }
    return Stream.<Purpose>of(new Centre(), new Grid())
        .filter(purpose -> purpose.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "a sweep must be %sDIMENSION, %s or %s but was '%s'."
                    .formatted(Arm.PREFIX, new Centre().label(), new Grid().label(), label)));
  }

  /// A star arm.
  ///
  /// @param dimension the dimension that varies
  record Arm(Dimension dimension) implements Purpose {
    private static final String PREFIX = "star:";

    @Override
    public String label() {
      return PREFIX + dimension;
    }
  }

  /// The star's centre, held out of the fits.
  record Centre() implements Purpose {
    @Override
    public String label() {
      return "centre";
    }
  }

  /// The grid sweep.
  record Grid() implements Purpose {
    @Override
    public String label() {
      return "grid";
    }
  }
}
