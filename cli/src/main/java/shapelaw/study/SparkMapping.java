package shapelaw.study;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import shapelaw.spark.SparkSettings;
import tools.jackson.databind.JsonNode;

/// Reads the `spark` of a checked document, defaults filled in.
final class SparkMapping {

  private SparkMapping() {}

  static SparkSettings of(JsonNode spark) {
    return new SparkSettings(
        spark.has("max_trials")
            ? OptionalInt.of(spark.get("max_trials").intValue())
            : OptionalInt.empty(),
        spark.get("gpus").intValue(),
        spark.get("memory_gib").doubleValue(),
        Optional.ofNullable(spark.get("java")).map(JsonNode::stringValue),
        Optional.ofNullable(spark.get("class_path")).map(JsonNode::stringValue),
        conf(spark.get("conf")),
        spark.get("settling_seconds").doubleValue());
  }

  static Map<String, String> conf(JsonNode conf) {
    var properties = new LinkedHashMap<String, String>();
    conf.forEachEntry((key, value) -> properties.put(key, value.asString()));
    return properties;
  }
}
