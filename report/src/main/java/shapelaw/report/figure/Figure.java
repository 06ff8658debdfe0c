package shapelaw.report.figure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// A figure with what a reader must know to trust it.
///
/// @param id file name without ending, lower-case letters, digits and hyphens
/// @param title what is to be seen, in a few words
/// @param shows what is drawn and how to read it
/// @param certainty how sure it is: how many runs, which intervals, which error on held-out data
/// @param panels side by side, at least one
public record Figure(String id, String title, String shows, String certainty, List<Panel> panels) {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

  public Figure {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a figure's id must match " + ID + " but was '" + id + "'.");
    }
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("figure " + id + " must have a panel but had none.");
    }
    panels = List.copyOf(panels);
  }

  /// The legend: the series of each name, over all panels, in order of appearance.
  public Map<String, List<Series>> legend() {
    var entries = new LinkedHashMap<String, List<Series>>();
    for (Panel panel : panels) {
      for (Series series : panel.series()) {
        if (!series.name().isEmpty()) {
          entries.computeIfAbsent(series.name(), _ -> new ArrayList<>()).add(series);
        }
      }
    }
    return entries;
  }

  /// One sentence for readers who cannot see it.
  public String alternativeText() {
    return title + ". " + shows + " " + certainty;
  }
}
