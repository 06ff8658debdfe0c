package shapelaw.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shapelaw.runs.slurm.SlurmSettings;
import tools.jackson.databind.JsonNode;

/// Reads the `slurm` of a checked document, defaults filled in.
final class SlurmMapping {

  /// Slurm's time limits: minutes, M:SS, H:MM:SS, D-H, D-H:MM or D-H:MM:SS.
  private static final Pattern TIME = Pattern.compile("(?:(\\d+)-)?(\\d+)(?::(\\d+))?(?::(\\d+))?");

  private SlurmMapping() {}

  static SlurmSettings of(JsonNode slurm) {
    return new SlurmSettings(
        slurm.get("max_jobs").intValue(),
        text(slurm, "partition"),
        text(slurm, "account"),
        text(slurm, "qos"),
        text(slurm, "time"),
        slurm.get("signal_seconds").intValue(),
        slurm.has("memory_gib")
            ? OptionalDouble.of(slurm.get("memory_gib").doubleValue())
            : OptionalDouble.empty(),
        slurm.get("gpus").intValue(),
        texts(slurm.get("options")),
        texts(slurm.get("setup")),
        text(slurm, "java"),
        slurm.get("poll_seconds").doubleValue(),
        slurm.get("settling_seconds").doubleValue());
  }

  private static Optional<String> text(JsonNode slurm, String key) {
    return Optional.ofNullable(slurm.get(key)).map(JsonNode::asString);
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(item -> texts.add(item.stringValue()));
    return texts;
  }

  /// Seconds of a time limit of the schema's form.
  static long seconds(String time) {
    Matcher parts = TIME.matcher(time);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a time limit must be like 12:00:00 but was " + time + ".");
    }
    long first = Long.parseLong(parts.group(2));
    long second = parts.group(3) == null ? 0 : Long.parseLong(parts.group(3));
    long third = parts.group(4) == null ? 0 : Long.parseLong(parts.group(4));
    if (parts.group(1) != null) {
      return ((Long.parseLong(parts.group(1)) * 24 + first) * 60 + second) * 60 + third;
    }
    return parts.group(4) == null ? first * 60 + second : (first * 60 + second) * 60 + third;
  }
}
