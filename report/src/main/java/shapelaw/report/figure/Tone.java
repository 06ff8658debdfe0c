package shapelaw.report.figure;

/// What a colour stands for; the [Theme] decides which colour that is.
public sealed interface Tone {

  /// Ordinary text and outlines.
  Tone INK = new Plain();

  /// Context that should stay in the background.
  Tone MUTED = new Muted();

  /// The one thing to look at.
  Tone ACCENT = new Accent();

  /// One of several kinds without an order.
  ///
  /// @param index 0 for the first; repeats after [Theme#CATEGORIES]
  record Category(int index) implements Tone {}

  /// A place on an ordered scale.
  ///
  /// @param fraction in [0, 1]
  record Ramp(double fraction) implements Tone {
    public Ramp {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new IllegalArgumentException("fraction must be in [0, 1] but was " + fraction + ".");
      }
    }
  }

  /// See [#INK].
  record Plain() implements Tone {}

  /// See [#MUTED].
  record Muted() implements Tone {}

  /// See [#ACCENT].
  record Accent() implements Tone {}

  /// Kind number `index`.
  static Tone category(int index) {
    return new Category(index);
  }

  /// The place `fraction` of an ordered scale.
  static Tone ramp(double fraction) {
    return new Ramp(Math.clamp(fraction, 0, 1));
  }
}
