package shapelaw.recommend;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import shapelaw.law.Interval;

/// The shape with the least loss that a joint law predicts, before rounding.
///
/// @param shape where, with its costs
/// @param sizes the size of each dimension with the interval of the replicates' best sizes; 0 to ∞
///   if the fit has no replicates
/// @param loss the law's loss there, with the interval of the replicates' losses at this shape
/// @param totalFlops what the budget pays in all, 3 t + images · F; of interest where a loss is to
///   be reached as cheaply as possible
/// @param budget the budget it stands for: the one asked for, or for a loss to be reached the total
///   that reaches it
/// @param flat of each dimension the sizes that come within [#FLAT] of the least loss when the
///   others are chosen anew
/// @param range of the search, at whose ends sizes are cut
/// @param ended the dimensions whose size lies at an end of the search, beyond which there are more
/// @param findings sentences on what limits the search or what the data leave open
public record Optimum(
    PricedShape shape,
    Map<String, Interval> sizes,
    Interval loss,
    Interval totalFlops,
    Budget budget,
    Map<String, SizeRange.Span> flat,
    SizeRange range,
    Set<String> ended,
    List<String> findings) {

  /// A loss higher by less than this share counts as the same: 1 %.
  public static final double FLAT = 0.01;

  public Optimum {
    sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
    flat = Collections.unmodifiableMap(new LinkedHashMap<>(flat));
    ended = Collections.unmodifiableSet(new LinkedHashSet<>(ended));
    findings = List.copyOf(findings);
  }

  /// A size as text; one that the search cut is told by its side alone: `beyond 80`.
  public String text(String dimension, double size, DoubleFunction<String> style) {
    return range.span(dimension).text(size, style);
  }
}
