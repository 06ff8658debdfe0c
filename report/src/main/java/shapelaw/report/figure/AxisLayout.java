package shapelaw.report.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// An axis with its range and ticks decided: what every renderer draws.
///
/// @param scale linear or logarithmic
/// @param low position at its start ([Scale#position(double)]); above `high` where the axis runs
///   the other way
/// @param high position at its end
/// @param ticks ascending
record AxisLayout(Scale scale, double low, double high, List<Tick> ticks) {

  /// A tick.
  ///
  /// @param value where
  /// @param text what it says
  record Tick(double value, String text) {}

  private static final double MARGIN = 0.05;
  private static final double[][] LOG_STEPS = {
    {1},
    {1, 3},
    {1, 2, 5},
    {1, 1.5, 2, 3, 4, 6, 8},
    {1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9}
  };
  private static final double FAR = 20;
  private static final double MOST_REACH = 2;
  private static final double FINEST_LOG_RANGE = 0.12;

  AxisLayout {
    ticks = List.copyOf(ticks);
  }

  /// Lays out `axis` for its data.
  ///
  /// @param essential values that must be shown
  /// @param uncertain ends of intervals: shown, but one that would flatten the essential values is
  ///   cut
  /// @param mostTicks how many labels find room
  static AxisLayout of(Axis axis, DoubleStream essential, DoubleStream uncertain, int mostTicks) {
    return switch (axis) {
      case Axis.Categories c ->
          new AxisLayout(
              Scale.LINEAR,
              -0.6,
              c.names().size() - 0.4,
              IntStream.range(0, c.names().size())
                  .mapToObj(i -> new Tick(i, c.names().get(i)))
                  .toList());
      case Axis.Numeric n -> {
        Span shown = n.span().orElseGet(() -> range(n.scale(), essential, uncertain));
        yield numeric(n.scale(), shown, mostTicks);
      }
    };
  }

  /// What the data need, with a margin. Values that the scale cannot show are left out.
  private static Span range(Scale scale, DoubleStream essential, DoubleStream uncertain) {
    var core = essential.map(scale::position).filter(Double::isFinite).summaryStatistics();
    double low = core.getCount() == 0 ? 0 : core.getMin();
    double high = core.getCount() == 0 ? 1 : core.getMax();
    double reach = MOST_REACH * Math.max(high - low, scale == Scale.LOG ? 0.1 : 0);
    var all = uncertain.map(scale::position).filter(Double::isFinite).summaryStatistics();
    double least = Math.max(low - reach, Math.min(low, all.getMin()));
    double most = Math.min(high + reach, Math.max(high, all.getMax()));
    double margin = most > least ? MARGIN * (most - least) : scale == Scale.LOG ? 0.2 : 0.5;
    return new Span(scale.value(least - margin), scale.value(most + margin));
  }

  private static AxisLayout numeric(Scale scale, Span shown, int mostTicks) {
    double low = scale.position(shown.low());
    double high = scale.position(shown.high());
    boolean fine = scale == Scale.LINEAR || high - low < FINEST_LOG_RANGE;
    List<Tick> ticks =
        fine ? linearTicks(shown.low(), shown.high(), mostTicks) : logTicks(low, high, mostTicks);
    return new AxisLayout(scale, low, high, ticks);
  }

  /// Multiples of 1, 2 or 5 times a power of ten.
  private static List<Tick> linearTicks(double from, double to, int mostTicks) {
    double rough = (to - from) / mostTicks;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step =
        DoubleStream.of(1, 2, 5, 10)
            .map(f -> f * power)
            .filter(s -> s >= rough)
            .min()
            .orElseThrow();
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    var ticks = new ArrayList<Tick>();
    for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
      double value = i * step;
      ticks.add(
          new Tick(
              value,
              Math.abs(value) < 1e5
                  ? Numbers.fixed(value, decimals)
                  : Numbers.significant(value, 6)));
    }
    return ticks;
  }

  /// The finest of a few families of round numbers that finds room; wide ranges skip decades.
  private static List<Tick> logTicks(double low, double high, int mostTicks) {
    List<Tick> best = List.of();
    for (double[] family : LOG_STEPS) {
      List<Tick> ticks = logTicks(low, high, family, 1);
      if (ticks.size() <= mostTicks) {
        best = ticks;
      }
    }
    if (best.size() >= 2) {
      return best;
    }
    for (int decades = 1; decades < 100; decades++) {
      List<Tick> ticks = logTicks(low, high, LOG_STEPS[0], decades);
      if (ticks.size() <= mostTicks && ticks.size() >= 2) {
        return ticks;
      }
    }
    return linearTicks(Math.pow(10, low), Math.pow(10, high), mostTicks);
  }

  private static List<Tick> logTicks(double low, double high, double[] family, int everyDecades) {
    var ticks = new ArrayList<Tick>();
    for (int decade = (int) Math.floor(low); decade <= Math.ceil(high); decade++) {
      if (Math.floorMod(decade, everyDecades) != 0) {
        continue;
      }
      for (double factor : family) {
        double position = decade + Math.log10(factor);
        if (position >= low - 1e-9 && position <= high + 1e-9) {
          double value = factor * Math.pow(10, decade);
          ticks.add(new Tick(value, Numbers.significant(value, 3)));
        }
      }
    }
    return ticks;
  }

  /// The same axis running the other way.
  AxisLayout reversed() {
    return new AxisLayout(scale, /* low= */ high, /* high= */ low, ticks);
  }

  /// Where `value` lies along the axis: 0 at its low end, 1 at its high end.
  double fraction(double value) {
    return (position(value) - low) / (high - low);
  }

  /// Where `value` lies, in the units of [#low()]. What the scale cannot show (a log scale has no
  /// zero), or what lies very far away, is put far outside, so that lines towards it still leave
  /// the panel in the right direction.
  double position(double value) {
    double length = Math.abs(high - low);
    double position = scale.position(value);
    return Double.isNaN(position)
        ? Math.min(low, high) - FAR * length
        : Math.clamp(
            position, Math.min(low, high) - FAR * length, Math.max(low, high) + FAR * length);
  }
}
