package shapelaw.report.figure;

/// How values become positions along an axis.
public enum Scale {
  /// Equal differences take equal lengths.
  LINEAR {
    @Override
    double position(double value) {
      return value;
    }

    @Override
    double value(double position) {
      return position;
    }
  },
  /// Equal ratios take equal lengths (base 10). Values must be above 0.
  LOG {
    @Override
    double position(double value) {
      return Math.log10(value);
    }

    @Override
    double value(double position) {
      return Math.pow(10, position);
    }
  };

  /// Where `value` lies, in units that grow evenly along the axis.
  abstract double position(double value);

  /// The value at a position.
  abstract double value(double position);
}
