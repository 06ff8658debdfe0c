package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateEditTest {

  private static final String OLD_LINE = "  learning_rate: 0.0008       # peak (default 0.0008)";

  @TempDir private Path folder = Path.of("set by JUnit");

  private String changed(String text, double rate) throws StudyException {
    return LearningRateEdit.changed("study.yaml", text, folder, rate);
  }

  @Test
  void onlyTheNumberChangesAndCommentsStay() throws StudyException {
    assertThat(StudyTemplates.example()).contains(OLD_LINE);
    assertThat(changed(StudyTemplates.example(), 0.00056))
        .isEqualTo(
            StudyTemplates.example()
                .replace(OLD_LINE, "  learning_rate: 0.00056       # peak (default 0.0008)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"8e-4", "8E-04", "1", "0.00080", "\"learning_rate\": 1e-3 # old: 2"})
  void everyNotationOfANumberIsReplaced(String old) throws StudyException {
    String line = old.startsWith("\"") ? "  " + old : "  learning_rate: " + old;
    String text = changed(StudyTemplates.example().replace(OLD_LINE, line), 0.003);
    assertThat(StudyFile.parse("study.yaml", text, folder).recipe().learningRate())
        .isEqualTo(0.003);
    assertThat(text.lines().count()).isEqualTo(StudyTemplates.example().lines().count());
  }

  @Test
  void aDefaultGetsALineOfItsOwnAtTheRecipesIndentation() throws StudyException {
    String without = StudyTemplates.example().replace(OLD_LINE + "\n", "");
    assertThat(changed(without, 0.003))
        .isEqualTo(without.replace("  batch_size: 64", "  learning_rate: 0.003\n  batch_size: 64"));
  }

  @Test
  void bracesGetAnEntry() throws StudyException {
    String flow =
        StudyTemplates.example()
            .replaceFirst(
                "(?m)^recipe:\\n(  .*\\n)+",
                "recipe: {batch_size: 64, cooldown_steps: 100} # {brief}\n");
    assertThat(changed(flow, 0.003))
        .contains(
            "recipe: {learning_rate: 0.003, batch_size: 64, cooldown_steps: 100} # {brief}\n");
    String given = flow.replace("{batch_size: 64,", "{batch_size: 64, learning_rate: 1.0,");
    assertThat(changed(given, 0.003))
        .contains("recipe: {batch_size: 64, learning_rate: 0.003, cooldown_steps: 100}");
  }

  @Test
  void windowsLineEndsStay() throws StudyException {
    String windows = StudyTemplates.example().replace("\n", "\r\n");
    assertThat(changed(windows, 0.01))
        .isEqualTo(windows.replace("learning_rate: 0.0008 ", "learning_rate: 0.01 "));
    String without = windows.replace(OLD_LINE + "\r\n", "");
    assertThat(changed(without, 0.01)).contains("\r\n  learning_rate: 0.01\r\n  batch_size");
  }

  @Test
  void aLayoutThatIsNotUnderstoodIsLeftAsItIs() throws Exception {
    // The value's place is its tag's.
    String odd = StudyTemplates.example().replace(OLD_LINE, "  learning_rate: !!float 0.0008");
    Path file = Files.writeString(folder.resolve("study.yaml"), odd);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LearningRateEdit.write(file, 0.01))
        .withMessageContaining("it was left as it is. Maybe write learning_rate: 0.01 there.");
    assertThat(file).hasContent(odd);
  }

  @Test
  void theFileIsReplacedAsAWholeWithItsByteOrderMarkAndThroughALink() throws Exception {
    Path real = Files.writeString(folder.resolve("real.yaml"), "\uFEFF" + StudyTemplates.example());
    Path link = Files.createSymbolicLink(folder.resolve("study.yaml"), real);
    LearningRateEdit.write(link, 0.01);
    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(real)).startsWith("\uFEFF#").contains("learning_rate: 0.01 ");
    assertThat(StudyFile.read(link).recipe().learningRate()).isEqualTo(0.01);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }
}
