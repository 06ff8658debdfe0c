package shapelaw.runs.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import shapelaw.shape.Dimension;
import shapelaw.shape.Pooling;
import shapelaw.shape.UnknownNameException;

/// What a user says about the columns of a table, by flags or in a file whose keys are called like
/// the flags; whatever is not said is null. A complete one is a [ColumnMapping].
///
/// @param dimensions column of each dimension, by its name
/// @param compute column of a run's training compute
/// @param computePerExample column of one example's compute
/// @param computeUnit [ComputeUnit#id()] of either
/// @param sixNd true to estimate compute as 6·N·D
/// @param patch patch size of Vision Transformers whose FLOPs are to be counted
/// @param pixels their resolution
/// @param pooling their pooling, `map` or `gap`
/// @param examples column of the examples seen
/// @param parameters column of the parameters
/// @param loss column of the loss
/// @param accuracy column of the accuracy
/// @param percent true if that loss or accuracy is in percent
/// @param run column that tells repeats apart
/// @param where values to take, by column
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MappingRequest(
    @Nullable Map<String, String> dimensions,
    @Nullable String compute,
    @JsonProperty("compute_per_example") @Nullable String computePerExample,
    @JsonProperty("compute_unit") @Nullable String computeUnit,
    @JsonProperty("six_nd") @Nullable Boolean sixNd,
    @Nullable Integer patch,
    @Nullable Integer pixels,
    @Nullable String pooling,
    @Nullable String examples,
    @Nullable String parameters,
    @Nullable String loss,
    @Nullable String accuracy,
    @Nullable Boolean percent,
    @Nullable String run,
    @Nullable Map<String, List<String>> where) {

  /// Saying that there are no dimensions or conditions is saying nothing.
  public MappingRequest {
    dimensions = dimensions == null || dimensions.isEmpty() ? null : dimensions;
    where = where == null || where.isEmpty() ? null : where;
  }

  /// Says nothing.
  public static final MappingRequest NOTHING =
      new MappingRequest(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

  /// This request, with `other` for what it leaves open. What excludes each other (one source of
  /// compute, loss or accuracy) is taken from this one alone if it names another than `other`, and
  /// with it what qualifies it: the unit of one column says nothing of another.
  public MappingRequest orElse(MappingRequest other) {
    MappingRequest source = saysCompute() && !sharesCompute(other) ? NOTHING : other;
    MappingRequest measured = saysMeasured() && !sharesMeasured(other) ? NOTHING : other;
    return new MappingRequest(
        first(dimensions, other.dimensions),
        first(compute, source.compute),
        first(computePerExample, source.computePerExample),
        first(computeUnit, source.computeUnit),
        first(sixNd, source.sixNd),
        first(patch, source.patch),
        first(pixels, source.pixels),
        first(pooling, source.pooling),
        first(examples, other.examples),
        first(parameters, other.parameters),
        first(loss, measured.loss),
        first(accuracy, measured.accuracy),
        first(percent, measured.percent),
        first(run, other.run),
        first(where, other.where));
  }

  private static <T> @Nullable T first(@Nullable T mine, @Nullable T others) {
    return mine == null ? others : mine;
  }

  private boolean saysCompute() {
    return compute != null || computePerExample != null || counts() || estimates();
  }

  /// True if `other` names no other source of compute.
  private boolean sharesCompute(MappingRequest other) {
    return !other.saysCompute()
        || (Objects.equals(compute, other.compute)
            && Objects.equals(computePerExample, other.computePerExample)
            && counts() == other.counts()
            && estimates() == other.estimates());
  }

  private boolean saysMeasured() {
    return loss != null || accuracy != null;
  }

  /// True if `other` names no other loss or accuracy.
  private boolean sharesMeasured(MappingRequest other) {
    return !other.saysMeasured()
        || (Objects.equals(loss, other.loss) && Objects.equals(accuracy, other.accuracy));
  }

  /// For people: what the losses and the compute of a complete mapping are. Rows for which this
  /// differs cannot be in one study. Units and columns may differ: they are converted.
  String kinds() {
    boolean errorRate = LossMetric.of(accuracy != null, inPercent()).isErrorRate();
    return "%s, and compute %s".formatted(errorRate ? "error rates" : "losses", computeKind());
  }

  private String computeKind() {
    if (counts()) {
      return "counted for Vision Transformers with patch %d at %d px and %s pooling"
          .formatted(patch, pixels, poolingOrDefault());
    } else if (estimates()) {
      return "estimated as 6·N·D";
    }
    return computePerExample == null ? "from a column" : "per example from a column";
  }

  /// True if the FLOPs of Vision Transformers are to be counted.
  private boolean counts() {
    return patch != null || pixels != null;
  }

  boolean estimates() {
    return Boolean.TRUE.equals(sixNd);
  }

  boolean inPercent() {
    return Boolean.TRUE.equals(percent);
  }

  /// Dimensions by their checked names.
  Map<Dimension, String> namedDimensions() {
    var named = new LinkedHashMap<Dimension, String>();
    Objects.requireNonNullElse(dimensions, Map.<String, String>of())
        .forEach((name, column) -> named.put(new Dimension(name), column));
    return named;
  }

  Pooling poolingOrDefault() {
    if (pooling == null) {
      return Pooling.MAP;
    }
    return switch (pooling.toLowerCase(Locale.ROOT)) {
      case "map" -> Pooling.MAP;
      case "gap" -> Pooling.GAP;
      default ->
          throw new UnknownNameException(
              List.of("map", "gap"),
              pooling,
              "pooling must be map or gap but was '%s'.".formatted(pooling));
    };
  }

  /// What would have to be said for this mapping, to be kept with the results.
  static MappingRequest of(ColumnMapping mapping) {
    var dimensions = new LinkedHashMap<String, String>();
    mapping.dimensions().forEach((dimension, column) -> dimensions.put(dimension.name(), column));
    boolean accuracy = mapping.metric().isAccuracy();
    ComputeSource source = mapping.compute();
    var count = source instanceof ComputeSource.VisionTransformerCount vit ? vit : null;
    return new MappingRequest(
        dimensions,
        source instanceof ComputeSource.Total total ? total.column() : null,
        source instanceof ComputeSource.PerExample each ? each.column() : null,
        unit(source),
        source instanceof ComputeSource.SixNd ? true : null,
        count == null ? null : count.patchSize(),
        count == null ? null : count.imageSize(),
        count == null ? null : count.pooling().name().toLowerCase(Locale.ROOT),
        mapping.examples().orElse(null),
        mapping.parameters().orElse(null),
        accuracy ? null : mapping.loss(),
        accuracy ? mapping.loss() : null,
        mapping.metric().isPercent() ? true : null,
        mapping.run().orElse(null),
        mapping.where());
  }

  private static @Nullable String unit(ComputeSource source) {
    return switch (source) {
      case ComputeSource.Total total -> total.unit().id();
      case ComputeSource.PerExample each -> each.unit().id();
      case ComputeSource.SixNd _, ComputeSource.VisionTransformerCount _ -> null;
    };
  }
}
