package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import shapelaw.run.DataSpec;
import shapelaw.run.DeviceChoice;
import shapelaw.run.Optimizer;
import shapelaw.run.Parametrization;
import shapelaw.run.Precision;
import shapelaw.run.Recipe;
import shapelaw.run.Schedule;

class StudyFileTest {

  /// Line 1 is `name`; the numbers in the tests below count from there.
  private static final String VALID =
      """
      name: tiny
      seed: 7
      data:
        fractals: {image_size: 16, pretrain_classes: 10, evaluation_classes: 5}
      model:
        patch_size: 4
        heads: {size: 16}
      star:
        centre: {width: 64, depth: 6, mlp_dim: 128}
        arms:
          width: [16, 32, 48]
          depth: [1, 2, 4]
          mlp_dim: [16, 32, 64]
        examples: [1000, 2000]
      grid:
        width: [16, 32, 48]
        depth: [1, 2, 3]
        mlp_dim: [16, 20, 24]
        examples: [1000]
      recipe: {batch_size: 10, warmup_steps: 10, cooldown_steps: 20}
      """;

  @TempDir Path folder;

  private Study read(String text) throws StudyException {
    return StudyFile.parse("study.yaml", text, folder);
  }

  private List<String> problemsOf(String text) {
    try {
      read(text);
      return List.of();
    } catch (StudyException e) {
      List<String> problems = e.problems().stream().map(Problem::toString).toList();
      assertThat(e).hasMessage(String.join("\n", problems));
      return problems;
    }
  }

  private static String changed(String from, String to) {
    assertThat(VALID).as("the valid study contains what the test changes").contains(from);
    return VALID.replace(from, to);
  }

  @Test
  void acceptsAMinimalStudy() {
    assertThat(problemsOf(VALID)).isEmpty();
  }

  @Test
  void unknownKeyIsReportedAtItsPlaceWithTheNameThatWasMeant() {
    assertThat(
            problemsOf(
                changed(
                    "    width: [16, 32, 48]\n    depth", "    widht: [16, 32, 48]\n    depth")))
        .containsExactly("study.yaml:11:5: unknown key 'widht' in star.arms. Maybe 'width'.");
  }

  @Test
  void unknownKeyThatIsLikeNothingListsWhatIsKnown() {
    assertThat(problemsOf(changed("heads: {size: 16}", "heads: {size: 16}\n  dropout: 0.1")))
        .containsExactly(
            "study.yaml:8:3: unknown key 'dropout' in model. It may be patch_size, pooling or heads.");
  }

  @Test
  void allProblemsAreReportedAtOnceSortedByLine() {
    String text =
        changed("seed: 7", "seed: -7")
            .replace("patch_size: 4", "patch_size: four")
            .replace("mlp_dim: [16, 20, 24]", "mlp_dim: [16, 16.5, 24]")
            .replace("depth: [1, 2, 4]", "depth: [1, 2, 6]");
    assertThat(problemsOf(text))
        .containsExactly(
            "study.yaml:2:7: seed must be at least 0 but was -7.",
            "study.yaml:6:15: model.patch_size must be a whole number but was 'four'.",
            "study.yaml:12:19: star.arms.depth[2] must be below the centre's (6) but was 6. Maybe leave it out or enlarge star.centre.depth.",
            "study.yaml:18:17: grid.mlp_dim[1] must be a whole number but was 16.5.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          name: tiny | name: my study | 1:7 | name must be up to 64 letters, digits, '-', '_' and '.', the first a letter or digit but was 'my study'.
          seed: 7 | seed: | 2:1 | seed must be a whole number but was empty.
          examples: [1000, 2000] | examples: [1000, 2_000] | 14:20 | star.examples[1] must be a whole number but was '2_000'. Maybe 2000.
          examples: [1000, 2000] | examples: [1000, 20k] | 14:20 | star.examples[1] must be a whole number but was '20k'. Maybe 20000.
          examples: [1000, 2000] | examples: [1000] | 14:13 | star.examples must have at least 2 values but had 1.
          examples: [1000, 2000] | examples: 1000 | 14:13 | star.examples must be a list like [1, 2, 3] but was 1000.
          examples: [1000, 2000] | examples: [1000, 1004] | 14:20 | star.examples[1] must differ by at least one step (10 examples) but 1004 rounds to 100 steps like another.
          examples: [1000, 2000] | examples: [300, 2000] | 14:14 | star.examples[0] must be more than warm-up and cool-down take (10 + 20 steps of 10 = 300 examples) but was 300. Maybe shorten recipe.warmup_steps or recipe.cooldown_steps.
          depth: [1, 2, 4] | depth: [1, 2, 2] | 12:19 | star.arms.depth must have distinct values but 2 came twice.
          depth: [1, 2, 3] | depth: [1, 2] | 17:10 | grid.depth must have one value (then it is not searched) or at least 3, so that one lies inside, but had 2.
          heads: {size: 16} | heads: {} | 7:3 | model.heads must have exactly one of count, size but had none.
          heads: {size: 16} | heads: {size: 16, count: 4} | 7:3 | model.heads must have exactly one of count, size but had size, count.
          heads: {size: 16} | heads: 16 | 7:10 | model.heads must be a block of keys but was 16.
          patch_size: 4 | patch_size: 17 | 6:15 | model.patch_size must be at most the image size (16) but was 17.
          {width: 64, | {width: 72, | 9:19 | star.centre.width must be a multiple of the head size (16) but was 72. Maybe use 64 or 80.
          {width: 64, | { | 9:3 | star.centre.width must be given but is missing.
          seed: 7 | trainer: sim | 2:10 | trainer must be libtorch or simulated but was 'sim'. Maybe simulated.
          seed: 7 | workers: {count: many} | 2:18 | workers.count must be a whole number or 'auto' but was 'many'.
          seed: 7 | workers: {count: 0} | 2:18 | workers.count must be at least 1 but was 0.
          seed: 7 | evaluation: {shots: [5, 25]} | 2:1 | evaluation.metric_shots must be one of evaluation.shots (5, 25) but was 10, the default.
          seed: 7 | budget: {max_hours: .inf} | 2:21 | budget.max_hours must be a finite number but was .inf.
          seed: 7 | budget: {max_hours: 0} | 2:21 | budget.max_hours must be above 0 but was 0.
          seed: 7 | seed: 1e400 | 2:7 | seed must be a finite number but was 1e400.
          seed: 7 | workers: {device: gpu} | 2:19 | workers.device must be auto, cpu or cuda but was 'gpu'. Maybe cuda.
          seed: 7 | workers: {keep_weights: 1} | 2:25 | workers.keep_weights must be true or false but was 1.
          seed: 7 | evaluation: {metric: validation_error} | 2:22 | evaluation.metric must be few_shot_error where no images are held out (data.fractals.validation_images is 0) but was validation_error. Maybe set data.fractals.validation_images to 1000 or more.
          evaluation_classes: 5 | evaluation_classes: 0 | 1:1 | evaluation.metric must be validation_error where no classes are held out (data.fractals.evaluation_classes is 0) but was few_shot_error, the default. Maybe hold out at least 2 classes.
          evaluation_classes: 5 | evaluation_classes: 1 | 4:72 | data.fractals.evaluation_classes must be 0 (none) or at least 2 but was 1.
          , cooldown_steps: 20 | "" | 20:1 | recipe.cooldown_steps must be given for the schedule reciprocal_square_root but is missing. Maybe a tenth of the shortest duration.
          cooldown_steps: 20 | "cooldown_steps: 20, schedule: cosine" | 20:60 | recipe.cooldown_steps must be left out for the schedule cosine, which ends at zero by itself, but was 20.
          cooldown_steps: 20 | schedule: linear | 20:54 | recipe.schedule must be reciprocal_square_root, constant or cosine but was 'linear'.
          , cooldown_steps: 20 | ", cooldown_step: 20" | 20:44 | unknown key 'cooldown_step' in recipe. Maybe 'cooldown_steps'.
          cooldown_steps: 20 | "cooldown_steps: 20, mixup: -1" | 20:71 | recipe.mixup must be at least 0 but was -1.
          cooldown_steps: 20 | "cooldown_steps: 20, precision: fp16" | 20:75 | recipe.precision must be float32 or bfloat16 but was 'fp16'.
          cooldown_steps: 20 | "cooldown_steps: 20, mup_base_width: 0" | 20:80 | recipe.mup_base_width must be at least 1 but was 0.
          cooldown_steps: 20 | "cooldown_steps: 20, optimizer: sdg" | 20:75 | recipe.optimizer must be adafactor, adamw or sgd but was 'sdg'. Maybe sgd.
          cooldown_steps: 20 | "cooldown_steps: 20, optimizer: sgd, mup_base_width: 9" | 20:96 | recipe.mup_base_width must be left out for the optimizer sgd but was 9. Maybe use adafactor or adamw.
          seed: 7 | name: again | 2:1 | name must come once but was already on line 1.
          """)
  void aWrongValueIsReportedInOneLineAtItsPlace(
      String from, String to, String place, String message) {
    assertThat(problemsOf(changed(from, to)))
        .containsExactly("study.yaml:" + place + ": " + message);
  }

  /// 64 is the centre's width, which no arm may have, and the others are there already.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width: [16, 32, 48]\\n    depth | width: [16, 32, 72]\\n    depth | Maybe use 48.",
        "width: [16, 32, 48]\\n    depth | width: [16, 32, 60]\\n    depth | Maybe use 48.",
        "width: [16, 32, 48]\\n    depth | width: [16, 48, 50]\\n    depth | Maybe use 32.",
        "width: [16, 32, 48]\\n    depth | width: [16, 32, 48, 17]\\n    depth | Maybe leave it out.",
        "{width: 64, | {width: 50, | Maybe use 64.",
        "{width: 64, | {width: 72, | Maybe use 64 or 80.",
      })
  void widthsThatAreOfferedInsteadOfAWrongOneAreAccepted(String from, String to, String maybe) {
    String text = changed(from.replace("\\n", "\n"), to.replace("\\n", "\n"));
    List<String> problems = problemsOf(text);
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).endsWith(maybe);
    Matcher wrong = Pattern.compile("but was (\\d+)\\.").matcher(problems.getFirst());
    assertThat(wrong.find()).isTrue();
    Matcher offered = Pattern.compile("\\d+").matcher(maybe);
    while (offered.find()) {
      assertThat(problemsOf(text.replaceFirst("\\b" + wrong.group(1) + "\\b", offered.group())))
          .isEmpty();
    }
  }

  @Test
  void twoWrongWidthsAreNotOfferedTheSameOne() {
    assertThat(
            problemsOf(changed("  width: [16, 32, 48]\n  depth", "  width: [30, 32, 33]\n  depth")))
        .hasSize(2)
        .anyMatch(problem -> problem.endsWith("was 30. Maybe use 16 or 48."))
        .anyMatch(problem -> problem.endsWith("was 33. Maybe use 64."));
  }

  @Test
  void armsAreOfferedWidthsBelowThoseOfTheCentre() {
    String text =
        changed("{width: 64, ", "{width: 190, ")
            .replace("width: [16, 32, 48]\n    depth", "width: [96, 128, 176, 189]\n    depth");
    assertThat(problemsOf(text))
        .hasSize(2)
        .anyMatch(problem -> problem.endsWith("was 190. Maybe use 192."))
        .anyMatch(problem -> problem.endsWith("was 189. Maybe use 160."));
    assertThat(problemsOf(text.replace("190", "192").replace("189", "160"))).isEmpty();
  }

  @Test
  void whereNoWidthIsNearTheHeadsMayBeOthers() {
    String grid = "  width: [16, 32, 48]\n  depth";
    String text = changed(grid, "  width: [8, 10, 12]\n  depth");
    assertThat(problemsOf(text))
        .hasSize(3)
        .anyMatch(problem -> problem.endsWith("was 8. Maybe use 16."))
        .anyMatch(problem -> problem.endsWith("was 10. Maybe change model.heads.size."))
        .anyMatch(problem -> problem.endsWith("was 12. Maybe change model.heads.size."));
    assertThat(problemsOf(text.replace("heads: {size: 16}", "heads: {size: 2}"))).isEmpty();
    assertThat(problemsOf(text.replace("heads: {size: 16}", "heads: {count: 16}")))
        .anyMatch(problem -> problem.endsWith("was 12. Maybe change model.heads.count."));
    // Three of four must stay.
    assertThat(problemsOf(changed(grid, "  width: [8, 9, 10, 12]\n  depth")))
        .hasSize(4)
        .anyMatch(problem -> problem.endsWith("was 9. Maybe leave it out."))
        .anyMatch(problem -> problem.endsWith("was 10. Maybe change model.heads.size."));
  }

  @Test
  void exactlyOneSourceOfImagesIsAllowed() {
    assertThat(problemsOf(changed("model:", "  folder: {path: '.', image_size: 16}\nmodel:")))
        .containsExactly(
            "study.yaml:3:1: data must have exactly one of fractals, folder, images but had fractals, folder.");
  }

  @Test
  void missingImageFolderIsNamedWithItsFullPath() {
    String text =
        VALID.replaceFirst("fractals: \\{.*}", "folder: {path: pictures, image_size: 16}");
    assertThat(problemsOf(text))
        .containsExactly(
            "study.yaml:4:18: data.folder.path must be a folder with one sub-folder a class but %s does not exist."
                .formatted(folder.resolve("pictures")));
  }

  @Test
  void relativeImageFolderStartsAtTheStudyFile() throws Exception {
    Files.createDirectories(folder.resolve("pictures"));
    String text =
        VALID.replaceFirst("fractals: \\{.*}", "folder: {path: pictures, image_size: 16}");
    Path file = Files.writeString(folder.resolve("study.yaml"), text);
    assertThat(StudyFile.read(file).data())
        .isEqualTo(
            new DataSpec.Images(
                DataSpec.ImageFormat.FOLDER,
                folder.resolve("pictures").toAbsolutePath().toString(),
                16,
                new DataSpec.Split(20, 0),
                DataSpec.Preprocessing.WHOLE_SQUARE,
                7));
  }

  private static String withData(String data) {
    return VALID.replaceFirst("fractals: \\{.*}", data);
  }

  @Test
  void imagesHaveThePapersPreprocessingUnlessToldOtherwise() throws Exception {
    Files.createDirectories(folder.resolve("shards"));
    assertThat(read(withData("images: {format: webdataset, path: shards, image_size: 16}")).data())
        .isEqualTo(
            new DataSpec.Images(
                DataSpec.ImageFormat.WEBDATASET,
                folder.resolve("shards").toAbsolutePath().toString(),
                16,
                new DataSpec.Split(20, 0),
                DataSpec.Preprocessing.PAPER,
                7));
  }

  @Test
  void everyChoiceOfImagesReachesTheStudy() throws Exception {
    Files.createFile(folder.resolve("train.parquet"));
    String images =
        "images: {format: parquet, path: train.parquet, image_size: 16, evaluation_classes: 0,"
            + " validation_images: 50, crop: central, flip: false, rand_augment: {magnitude: 9},"
            + " evaluation_resize: 1.25}";
    String text = withData(images).replace("seed: 7", "evaluation: {metric: validation_error}");
    assertThat(read(text).data())
        .isEqualTo(
            new DataSpec.Images(
                DataSpec.ImageFormat.PARQUET,
                folder.resolve("train.parquet").toAbsolutePath().toString(),
                16,
                new DataSpec.Split(0, 50),
                new DataSpec.Preprocessing(
                    DataSpec.Crop.CENTRAL,
                    false,
                    Optional.of(new DataSpec.RandAugment(2, 9)),
                    1.25),
                1));
  }

  @ParameterizedTest
  @EnumSource(DataSpec.ImageFormat.class)
  void everyFormatHasAName(DataSpec.ImageFormat format) throws Exception {
    Files.createDirectories(folder.resolve("data"));
    String name = format.name().toLowerCase(Locale.ROOT);
    Study study = read(withData("images: {format: " + name + ", path: data, image_size: 16}"));
    assertThat(((DataSpec.Images) study.data()).format()).isEqualTo(format);
  }

  @Test
  void missingImageFilesAreNamedWithWhatTheFormatNeeds() {
    assertThat(problemsOf(withData("images: {format: idx, path: mnist, image_size: 16}")))
        .containsExactly(
            "study.yaml:4:31: data.images.path must be a folder or a file of the format idx but %s does not exist."
                .formatted(folder.resolve("mnist")));
  }

  @Test
  void aFileIsNoFolderOfClasses() throws IOException {
    Files.createFile(folder.resolve("one.png"));
    assertThat(problemsOf(withData("images: {format: folder, path: one.png, image_size: 16}")))
        .containsExactly(
            "study.yaml:4:34: data.images.path must be a folder with one sub-folder a class but %s is a file."
                .formatted(folder.resolve("one.png")));
  }

  @Test
  void theShortFormOfAFolderHoldsOutNoImages() throws IOException {
    Files.createDirectories(folder.resolve("pictures"));
    String text =
        withData("folder: {path: pictures, image_size: 16}")
            .replace("seed: 7", "evaluation: {metric: validation_error}");
    assertThat(problemsOf(text))
        .containsExactly(
            "study.yaml:2:22: evaluation.metric must be few_shot_error where no images are held out (data.folder holds out classes only) but was validation_error. Maybe write it as data.images with format: folder and validation_images.");
  }

  @Test
  void theFolderAndItsLongFormAreTheSameRuns() throws Exception {
    Files.createDirectories(folder.resolve("pictures"));
    Study shortForm = read(withData("folder: {path: pictures, image_size: 16}"));
    Study longForm =
        read(
            withData(
                "images: {format: folder, path: pictures, image_size: 16, evaluation_resize: 1}"));
    assertThat(longForm.data()).isEqualTo(shortForm.data());
  }

  @Test
  void aCosineNeedsNoCooldownAndOnlyItsWarmupBoundsDurations() throws StudyException {
    String cosine = changed("cooldown_steps: 20", "schedule: cosine");
    assertThat(read(cosine).recipe().schedule()).isEqualTo(new Schedule.Cosine(10));
    assertThat(problemsOf(cosine.replace("examples: [1000]", "examples: [100]")))
        .containsExactly(
            "study.yaml:19:14: grid.examples[0] must be more than warm-up takes (10 steps of 10 = 100 examples) but was 100. Maybe shorten recipe.warmup_steps.");
  }

  @Test
  void everyChoiceOfTheRecipeReachesTheStudy() throws StudyException {
    String text =
        changed(
            "cooldown_steps: 20",
            "cooldown_steps: 20, schedule: constant, optimizer: adamw, mixup: 0.2, precision: bfloat16, mup_base_width: 64");
    assertThat(read(text).recipe())
        .isEqualTo(
            new Recipe(
                10,
                Optimizer.AdamW.USUAL,
                0.0008,
                0.000024,
                new Schedule.Constant(10, 20),
                1.0,
                0.2,
                Precision.BFLOAT16,
                new Parametrization.MaximalUpdate(64)));
  }

  @Test
  void everyOptimizerHasAName() throws StudyException {
    String sgd = changed("cooldown_steps: 20", "cooldown_steps: 20, optimizer: sgd");
    assertThat(read(sgd).recipe().optimizer()).isEqualTo(Optimizer.Sgd.USUAL);
    assertThat(read(sgd.replace(": sgd", ": adamw")).recipe().optimizer())
        .isEqualTo(Optimizer.AdamW.USUAL);
    assertThat(read(VALID).recipe().optimizer()).isEqualTo(Optimizer.Adafactor.PAPER);
  }

  @Test
  void workersSayWhereTheyTrainAndWhatTheyKeep() throws StudyException {
    String text =
        changed(
            "seed: 7",
            "workers: {count: 2, device: cuda, recompute_activations: true, keep_weights: true, on: slurm:gpu, max_attempts: 5, memory_gib: 1.5}");
    assertThat(read(text).workers())
        .isEqualTo(
            new Study.Workers(
                OptionalInt.of(2),
                1,
                30,
                DeviceChoice.CUDA,
                true,
                true,
                "slurm:gpu",
                5,
                OptionalDouble.of(1.5)));
  }

  @Test
  void aliasesAreRefusedSoThatNoBombGoesOff() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      String item = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", List.of(item, item, item))));
    }
    assertThat(problemsOf(bomb + VALID))
        .contains("study.yaml:2:10: a1[0] must be written out but was the alias *a0.")
        .hasSize(20 + 19 * 3);
  }

  @Test
  void aMergeKeyIsAnUnknownKey() {
    assertThat(problemsOf(VALID + "<<: {seed: 1}\n"))
        .singleElement()
        .asString()
        .startsWith("study.yaml:21:1: unknown key '<<'. It may be name,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ""      | 1:1 | a study must have keys but the file is empty.
          # note  | 1:1 | a study must have keys but the file is empty.
          - 1     | 1:1 | a study must be a block of keys but was a list.
          word    | 1:1 | a study must be a block of keys but was 'word'.
          a: [1   | 2:1 | this is not YAML: while parsing a flow sequence expected ',' or ']'
          a: 'x   | 2:1 | this is not YAML: while scanning a quoted scalar found unexpected end of stream
          a: b: c | 1:5 | this is not YAML: mapping values are not allowed here
          [a]: 1  | 1:2 | this is not YAML:
          """)
  void whatIsNoStudyAtAllIsReportedAtItsPlace(String text, String place, String start) {
    assertThat(problemsOf(text + "\n"))
        .first()
        .asString()
        .startsWith("study.yaml:" + place + ": " + start);
  }

  @Test
  void tabsAreReportedWithTheirLine() {
    assertThat(problemsOf(VALID.replace("  patch_size", "\tpatch_size")))
        .singleElement()
        .asString()
        .startsWith("study.yaml:6:1: this is not YAML:")
        .contains("TAB");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(problemsOf(VALID + "---\nseed: 1\n"))
        .containsExactly(
            "study.yaml:22:1: a study must be one YAML document but another starts here.");
  }

  @Test
  void deepNestingIsAnErrorNotAStackOverflow() {
    assertThat(problemsOf("a: " + "[".repeat(5000)))
        .singleElement()
        .asString()
        .contains("this is not YAML:")
        .contains("nesting");
  }

  @Test
  void textThatIsNotUtf8IsReportedWithItsPlace() throws IOException {
    Path file = folder.resolve("latin1.yaml");
    Files.write(file, "seed: 1\nname: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatExceptionOfType(StudyException.class)
        .isThrownBy(() -> StudyFile.read(file))
        .withMessage(
            "%s:2:10: a study file must be UTF-8 text but byte 17 is not. Maybe save it as UTF-8."
                .formatted(file));
  }

  @Test
  void aByteOrderMarkIsSkipped() throws Exception {
    Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFF" + VALID);
    assertThat(StudyFile.read(file).name()).isEqualTo("tiny");
  }

  @Test
  void windowsLineEndsKeepTheirLineNumbers() {
    assertThat(problemsOf(changed("patch_size: 4", "patch_size: x").replace("\n", "\r\n")))
        .containsExactly("study.yaml:6:15: model.patch_size must be a whole number but was 'x'.");
  }

  @Test
  void aHugeFileIsRefusedUnread() throws IOException {
    Path file = Files.write(folder.resolve("huge.yaml"), new byte[YamlText.MAX_BYTES + 1]);
    assertThatExceptionOfType(StudyException.class)
        .isThrownBy(() -> StudyFile.read(file))
        .withMessage(file + ":1:1: a study file must be at most 1 MiB but was 1048577 bytes.");
  }

  @Test
  void aMissingFileAndAFolderAreTold() {
    Path file = folder.resolve("none.yaml");
    assertThatExceptionOfType(StudyException.class)
        .isThrownBy(() -> StudyFile.read(file))
        .withMessage(file + ":1:1: there is no such file. Maybe write one with 'shapelaw init'.");
    assertThatExceptionOfType(StudyException.class)
        .isThrownBy(() -> StudyFile.read(folder))
        .withMessage(
            folder
                + ":1:1: a study must be a file but was a folder. Maybe rename the folder; 'shapelaw init' writes a study file.");
  }

  @Test
  void aFileThatMayNotBeReadIsTold() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "name: x");
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "whoever runs this may read every file");
    assertThatExceptionOfType(StudyException.class)
        .isThrownBy(() -> StudyFile.read(file))
        .withMessageContaining("the file must be readable but permission was denied. Maybe: chmod");
  }
}
