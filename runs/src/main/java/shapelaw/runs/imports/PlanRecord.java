package shapelaw.runs.imports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.sweep.GridSweep;

/// What an imported study keeps of the plan that its runs were made by: all that fits and
/// recommendations need of a study beside its results.
///
/// @param study name of the planned study
/// @param seed of its fits
/// @param arms dimensions of the star's arms, in the plan's order
/// @param grid the grid's sizes, by dimension
/// @param gridRuns how many runs the grid has; null in a record of before that was kept
/// @param model everything about its models but their shapes
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlanRecord(
    String study,
    long seed,
    List<String> arms,
    Map<String, List<Integer>> grid,
    @JsonProperty("grid_runs") @Nullable Integer gridRuns,
    Model model) {

  /// Counting by a model does not depend on its own shape.
  private static final int ANY_DEPTH = 1;

  public PlanRecord {
    arms = List.copyOf(arms);
    grid = Collections.unmodifiableMap(new LinkedHashMap<>(grid));
  }

  /// What the models of a study have in common. Of the last two one is there.
  ///
  /// @param patch side of a patch in pixels
  /// @param pixels side of the image
  /// @param channels of the image
  /// @param pooling `map` or `gap`
  /// @param classes outputs of the head
  /// @param heads the same for every width
  /// @param headSize channels of a head, the same for every width
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Model(
      int patch,
      int pixels,
      int channels,
      String pooling,
      int classes,
      @Nullable Integer heads,
      @JsonProperty("head_size") @Nullable Integer headSize) {

    static Model of(VisionTransformer model, HeadRule rule) {
      return new Model(
          model.patchSize(),
          model.imageSize(),
          model.channels(),
          model.pooling().name().toLowerCase(Locale.ROOT),
          model.classes(),
          rule instanceof HeadRule.FixedCount(int count) ? count : null,
          rule instanceof HeadRule.FixedSize(int size) ? size : null);
    }
  }

  static PlanRecord of(StudyPlan plan) {
    var axes = new LinkedHashMap<String, List<Integer>>();
    plan.grid().axes().forEach((dimension, sizes) -> axes.put(dimension.name(), sizes));
    VisionTransformer model = plan.plan().trunks().getFirst().trunk().longest().model();
    return new PlanRecord(
        plan.study(),
        plan.seed(),
        plan.arms().stream().map(Dimension::name).toList(),
        axes,
        plan.gridRuns(),
        Model.of(model, plan.heads()));
  }

  /// The grid sweep.
  public GridSweep gridSweep() {
    var axes = new LinkedHashMap<Dimension, List<Integer>>();
    grid.forEach((dimension, sizes) -> axes.put(new Dimension(dimension), sizes));
    return new GridSweep(axes);
  }

  /// How a width is split into heads.
  ///
  /// @throws IllegalArgumentException if the record does not say
  public HeadRule headRule() {
    if (model.heads() != null) {
      return new HeadRule.FixedCount(model.heads());
    } else if (model.headSize() != null) {
      return new HeadRule.FixedSize(model.headSize());
    }
    throw new IllegalArgumentException(
        "%s must say the heads or the head size of its models but says neither. Maybe import again."
            .formatted(ImportedStudy.RECORD_FILE));
  }

  /// A model of the study, of a shape that does not matter.
  public VisionTransformer template() {
    int width = headRule().widthMultiple();
    return new VisionTransformer(
        Shape.vit(width, ANY_DEPTH, width),
        headRule().heads(width),
        model.patch(),
        model.pixels(),
        model.channels(),
        Pooling.valueOf(model.pooling().toUpperCase(Locale.ROOT)),
        model.classes());
  }

  /// True if results of both plans may lie in one study; the grid may have grown between them.
  boolean isOfSameStudy(PlanRecord other) {
    return study.equals(other.study)
        && seed == other.seed
        && arms.equals(other.arms)
        && model.equals(other.model);
  }
}
