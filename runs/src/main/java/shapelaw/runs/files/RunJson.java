package shapelaw.runs.files;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shapelaw.run.DataSpec;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.RunId;
import shapelaw.run.RunResult;
import shapelaw.run.RunSpec;
import shapelaw.run.Schedule;
import shapelaw.run.TrainingContext;
import shapelaw.run.Trunk;
import shapelaw.shape.Dimension;
import shapelaw.shape.Shape;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Specifications and results as JSON text, exact both ways: equal values have equal text, numbers
/// keep every bit, and what is read back has the same id. What earlier versions wrote is read, too.
/// The core types stay free of annotations, so these are attached here.
public final class RunJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .addMixIn(DataSpec.class, DataSpecMixin.class)
          .addMixIn(Optimizer.class, OptimizerMixin.class)
          .addMixIn(Schedule.class, ScheduleMixin.class)
          .addMixIn(Parametrization.class, ParametrizationMixin.class)
          .addMixIn(RunResult.class, RunResultMixin.class)
          .addMixIn(RunId.class, RunIdMixin.class)
          .addMixIn(Shape.class, ShapeMixin.class)
          .build();

  private static final Logger LOG = LoggerFactory.getLogger(RunJson.class);

  private RunJson() {}

  /// A run's specification as one line of JSON.
  public static String write(RunSpec spec) {
    return MAPPER.writeValueAsString(spec);
  }

  /// A trunk as one line of JSON.
  public static String write(Trunk trunk) {
    return MAPPER.writeValueAsString(trunk);
  }

  /// A result as one line of JSON, with its kind as `outcome`.
  public static String write(RunResult result) {
    return MAPPER.writerFor(RunResult.class).writeValueAsString(result);
  }

  /// Reads what [#write(RunSpec)] wrote, or an earlier version of it.
  ///
  /// @throws IllegalArgumentException if the text is no run specification
  public static RunSpec readSpec(String json) {
    return read(json, RunSpec.class, "a run specification", EarlierJson::upgradeSpec);
  }

  /// Reads what [#write(Trunk)] wrote, or an earlier version of it.
  ///
  /// @throws IllegalArgumentException if the text is no trunk
  public static Trunk readTrunk(String json) {
    return read(json, Trunk.class, "a trunk", EarlierJson::upgradeTrunk);
  }

  /// Reads what [#write(RunResult)] wrote, or an earlier version of it.
  ///
  /// @throws IllegalArgumentException if the text is no result
  public static RunResult readResult(String json) {
    return read(json, RunResult.class, "a run result", EarlierJson::upgradeResult);
  }

  public static String write(TrainingContext.Progress progress) {
    return MAPPER.writeValueAsString(progress);
  }

  public static TrainingContext.Progress readProgress(String json) {
    return read(json, TrainingContext.Progress.class, "a progress line", progress -> {});
  }

  /// Text of today's form, which most is, needs no tree.
  private static <T> T read(String json, Class<T> type, String what, Consumer<JsonNode> upgrade) {
    try {
      T value = MAPPER.readValue(json, type);
      if (value != null) {
        return value;
      }
    } catch (JacksonException e) {
      LOG.trace("Not {} of today's form.", what, e);
    }
    return upgraded(json, type, what, upgrade);
  }

  private static <T> T upgraded(
      String json, Class<T> type, String what, Consumer<JsonNode> upgrade) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (!tree.isObject()) {
        throw new IllegalArgumentException(
            "the text must be %s in JSON but was not an object.".formatted(what));
      }
      upgrade.accept(tree);
      return MAPPER.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "the text must be %s in JSON but was not: %s".formatted(what, e.getOriginalMessage()), e);
    }
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = DataSpec.Fractals.class, name = "fractals"),
    @JsonSubTypes.Type(value = DataSpec.Images.class, name = "images")
  })
  private interface DataSpecMixin {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Optimizer.Adafactor.class, name = "adafactor"),
    @JsonSubTypes.Type(value = Optimizer.AdamW.class, name = "adamw"),
    @JsonSubTypes.Type(value = Optimizer.Sgd.class, name = "sgd")
  })
  private interface OptimizerMixin {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Schedule.ReciprocalSquareRoot.class, name = "reciprocalSquareRoot"),
    @JsonSubTypes.Type(value = Schedule.Constant.class, name = "constant"),
    @JsonSubTypes.Type(value = Schedule.Cosine.class, name = "cosine")
  })
  private interface ScheduleMixin {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Parametrization.Standard.class, name = "standard"),
    @JsonSubTypes.Type(value = Parametrization.MaximalUpdate.class, name = "maximalUpdate")
  })
  private interface ParametrizationMixin {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = RunResult.Done.class, name = "done"),
    @JsonSubTypes.Type(value = RunResult.Diverged.class, name = "diverged"),
    @JsonSubTypes.Type(value = RunResult.Failed.class, name = "failed")
  })
  private interface RunResultMixin {}

  @SuppressWarnings("UnusedVariable") // the signature is what Jackson looks for
  private abstract static class RunIdMixin {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    RunIdMixin(String hex) {}

    @JsonValue
    abstract String hex();
  }

  @SuppressWarnings("UnusedVariable") // the signature is what Jackson looks for
  private abstract static class ShapeMixin {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    ShapeMixin(Map<Dimension, Integer> values) {}

    @JsonValue
    abstract Map<Dimension, Integer> values();
  }
}
