package shapelaw.report.figure;

import java.util.List;
import java.util.Locale;

/// Colours by meaning. Kinds use the palette of Okabe and Ito (2008), which readers with any common
/// colour blindness can tell apart; ordered scales grow steadily in lightness and stay visible on
/// white and on black.
///
/// @param background behind everything
/// @param ink text and outlines
/// @param muted context
/// @param grid grid lines
/// @param accent the one thing to look at
/// @param categories one colour for each kind
public record Theme(
    String background,
    String ink,
    String muted,
    String grid,
    String accent,
    List<String> categories) {

  /// How many kinds have a colour of their own.
  public static final int CATEGORIES = 6;

  /// Dark on white, for files and print.
  public static final Theme LIGHT =
      new Theme(
          "#ffffff",
          "#1b1f24",
          "#6b7480",
          "#e3e6ea",
          "#b0125b",
          List.of("#0072b2", "#d55e00", "#008f68", "#a8579a", "#b27d00", "#3a9bd0"));

  /// The same on black, for screens.
  public static final Theme DARK =
      new Theme(
          "#14181d",
          "#e8ebef",
          "#98a2ae",
          "#2c333b",
          "#ff79b0",
          List.of("#5cb3ec", "#ff9352", "#2fc79c", "#dd9fd3", "#e3b341", "#9ad4f5"));

  /// Names of the page's style-sheet variables instead of colours, so that the page decides.
  public static final Theme PAGE =
      new Theme(
          "var(--paper)",
          "var(--ink)",
          "var(--muted)",
          "var(--grid)",
          "var(--accent)",
          List.of(
              "var(--kind-0)",
              "var(--kind-1)",
              "var(--kind-2)",
              "var(--kind-3)",
              "var(--kind-4)",
              "var(--kind-5)"));

  private static final int[][] RAMP = {
    {0x63, 0x58, 0xd8},
    {0xa0, 0x4f, 0xd0},
    {0xd0, 0x44, 0x8f},
    {0xe4, 0x63, 0x48},
    {0xd9, 0x92, 0x1a}
  };

  public Theme {
    if (categories.size() != CATEGORIES) {
      throw new IllegalArgumentException(
          "a theme must have %d category colours but had %d."
              .formatted(CATEGORIES, categories.size()));
    }
    categories = List.copyOf(categories);
  }

  /// The colour of `tone`.
  String color(Tone tone) {
    return switch (tone) {
      case Tone.Plain _ -> ink;
      case Tone.Muted _ -> muted;
      case Tone.Accent _ -> accent;
      case Tone.Category c -> categories.get(c.index() % CATEGORIES);
      case Tone.Ramp r -> ramp(r.fraction());
    };
  }

  private static String ramp(double fraction) {
    double at = fraction * (RAMP.length - 1);
    int below = Math.min((int) at, RAMP.length - 2);
    double share = at - below;
    var hex = new StringBuilder("#");
    for (int channel = 0; channel < 3; channel++) {
      double mixed = (1 - share) * RAMP[below][channel] + share * RAMP[below + 1][channel];
      hex.append(String.format(Locale.ROOT, "%02x", Math.round(mixed)));
    }
    return hex.toString();
  }
}
