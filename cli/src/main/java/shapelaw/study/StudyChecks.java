package shapelaw.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import shapelaw.shape.Dimension;
import shapelaw.shape.HeadRule;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Checks what a schema cannot say because it takes two values, or a look at the disk. Looks only
/// at values that are sound so far.
final class StudyChecks {

  private static final JsonPointer METRIC_SHOTS = JsonPointer.compile("/evaluation/metric_shots");

  private final YamlDocument document;
  private final Problems problems;
  private final Path folder;

  StudyChecks(YamlDocument document, Problems problems, Path folder) {
    this.document = document;
    this.problems = problems;
    this.folder = folder;
  }

  void check() {
    imageFolder();
    patches();
    widths();
    arms();
    gridInterior();
    durations("/star/examples");
    durations("/grid/examples");
    metricShots();
  }

  private void imageFolder() {
    Optional<JsonNode> images = sound("/data/folder/path").flatMap(p -> sound("/data/folder"));
    images.ifPresent(node -> {
      Path path = StudyMapping.folder(folder, node);
      if (!Files.isDirectory(path)) {
        report(
            "/data/folder/path",
            "must be a folder with one sub-folder a class but %s %s."
                .formatted(path, Files.exists(path) ? "is a file" : "does not exist"));
      }
    });
  }

  private void patches() {
    for (String source : List.of("fractals", "folder")) {
      Optional<Integer> pixels = integer("/data/" + source + "/image_size");
      Optional<Integer> patch = integer("/model/patch_size");
      if (pixels.isPresent() && patch.isPresent() && patch.get() > pixels.get()) {
        report(
            "/model/patch_size",
            "must be at most the image size (%d) but was %d.".formatted(pixels.get(), patch.get()));
      }
    }
  }

  private void widths() {
    Optional<HeadRule> heads = sound("/model/heads").map(StudyMapping::headRule);
    heads.ifPresent(rule -> {
      width(rule, "/star/centre/width");
      items("/star/arms/width").forEach(item -> width(rule, item));
      items("/grid/width").forEach(item -> width(rule, item));
    });
  }

  private void width(HeadRule rule, String pointer) {
    integer(pointer)
        .ifPresent(width -> {
          if (!rule.serves(width)) {
            int multiple = rule.widthMultiple();
            String by = rule instanceof HeadRule.FixedSize ? "the head size" : "heads";
            int below = width / multiple * multiple;
            String maybe = below == 0 ? "" + multiple : below + " or " + (below + multiple);
            report(
                pointer,
                "must be a multiple of %s (%d) but was %d. Maybe use %s."
                    .formatted(by, multiple, width, maybe));
          }
        });
  }

  private void arms() {
    for (Dimension dimension : StudyMapping.DIMENSIONS) {
      Optional<Integer> centre = integer("/star/centre/" + dimension);
      for (String item : items("/star/arms/" + dimension)) {
        Optional<Integer> value = integer(item);
        if (centre.isPresent() && value.isPresent() && value.get() >= centre.get()) {
          report(
              item,
              "must be below the centre's (%d) but was %d. Maybe leave it out or enlarge star.centre.%s."
                  .formatted(centre.get(), value.get(), dimension));
        }
      }
    }
  }

  private void gridInterior() {
    for (Dimension dimension : StudyMapping.DIMENSIONS) {
      String pointer = "/grid/" + dimension;
      if (items(pointer).size() == 2) {
        report(
            pointer,
            "must have one value (then it is not searched) or at least 3, so that one lies inside, but had 2.");
      }
    }
  }

  private void durations(String pointer) {
    Optional<Integer> batchSize = integer("/recipe/batch_size");
    Optional<Integer> warmup = integer("/recipe/warmup_steps");
    Optional<Integer> cooldown = integer("/recipe/cooldown_steps");
    if (batchSize.isEmpty() || warmup.isEmpty() || cooldown.isEmpty()) {
      return;
    }
    int batch = batchSize.get();
    long least = (long) warmup.get() + cooldown.get();
    var itemBySteps = new HashMap<Long, String>();
    for (String item : items(pointer)) {
      Optional<JsonNode> examples = sound(item);
      if (examples.isPresent()) {
        long steps = StudyMapping.steps(examples.get().doubleValue(), batch);
        if (steps <= least) {
          report(
              item,
              "must be more than warm-up and cool-down take (%d + %d steps of %d = %d examples) but was %s. Maybe shorten recipe.warmup_steps or recipe.cooldown_steps."
                  .formatted(
                      warmup.get(),
                      cooldown.get(),
                      batch,
                      least * batch,
                      examples.get().asString()));
        } else if (itemBySteps.putIfAbsent(steps, item) != null) {
          report(
              item,
              "must differ by at least one step (%d examples) but %s rounds to %d steps like another."
                  .formatted(batch, examples.get().asString(), steps));
        }
      }
    }
  }

  private void metricShots() {
    Optional<JsonNode> shots = sound("/evaluation/shots");
    Optional<Integer> metric = integer(METRIC_SHOTS.toString());
    if (shots.isPresent() && metric.isPresent()) {
      List<String> known = shots.get().valueStream().map(n -> "" + n.intValue()).toList();
      if (!known.contains("" + metric.get())) {
        report(
            METRIC_SHOTS.toString(),
            "must be one of evaluation.shots (%s) but was %d%s."
                .formatted(
                    String.join(", ", known),
                    metric.get(),
                    document.isGiven(METRIC_SHOTS) ? "" : ", the default"));
      }
    }
  }

  private void report(String pointer, String rest) {
    JsonPointer p = JsonPointer.compile(pointer);
    problems.add(p, document.valuePlace(p), Pointers.dotted(p) + " " + rest);
  }

  private Optional<Integer> integer(String pointer) {
    return sound(pointer).map(JsonNode::intValue);
  }

  private Optional<JsonNode> sound(String pointer) {
    JsonPointer p = JsonPointer.compile(pointer);
    JsonNode node = document.root().at(p);
    return node.isMissingNode() || !problems.isSound(p) ? Optional.empty() : Optional.of(node);
  }

  private List<String> items(String pointer) {
    JsonNode list = document.root().at(pointer);
    return list.isArray()
        ? IntStream.range(0, list.size()).mapToObj(i -> pointer + "/" + i).toList()
        : List.of();
  }
}
