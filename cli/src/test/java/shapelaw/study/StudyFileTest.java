package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.run.DataSpec;

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
          seed: 7 | name: again | 2:1 | name must come once but was already on line 1.
          """)
  void aWrongValueIsReportedInOneLineAtItsPlace(
      String from, String to, String place, String message) {
    assertThat(problemsOf(changed(from, to)))
        .containsExactly("study.yaml:" + place + ": " + message);
  }

  @Test
  void exactlyOneSourceOfImagesIsAllowed() {
    assertThat(problemsOf(changed("model:", "  folder: {path: '.', image_size: 16}\nmodel:")))
        .containsExactly(
            "study.yaml:3:1: data must have exactly one of fractals, folder but had fractals, folder.");
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
                DataSpec.Preprocessing.PAPER,
                7));
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
        .withMessageContaining("a study must be a file but was a folder.");
  }
}
