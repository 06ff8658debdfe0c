package shapelaw.sweep;

import shapelaw.shape.Dimension;

/// Why a trunk is trained.
public sealed interface Purpose {

  /// Short text for tables and progress lines; also what a store remembers.
  String label();

  /// A star arm.
  ///
  /// @param dimension the dimension that varies
  record Arm(Dimension dimension) implements Purpose {
    @Override
    public String label() {
      return "star:" + dimension;
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
