package shapelaw.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import shapelaw.runs.store.StoreLocation;

/// Where a study's results lie.
final class StudyFolderTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private StudyFolder sharing(String yaml) throws Exception {
    Files.writeString(folder.resolve("study.yaml"), yaml);
    StudyFolder plain = StudyFolder.open(folder);
    return new StudyFolder(
        plain.folder(),
        plain.file(),
        plain.study(),
        Optional.of("postgresql://shared.invalid/everyone"));
  }

  @Test
  void aSharedStoreIsTakenUnlessTheStudyRefuses() throws Exception {
    StudyFolder study = sharing(ExecutionCommandsTest.STUDY);
    assertThat(study.store().toString()).contains("shared.invalid");
    assertThat(study.withStudy(study.study()).store().toString()).contains("shared.invalid");
    assertThat(study.withoutSharedStore().store())
        .isEqualTo(new StoreLocation.LocalFile(study.folder().resolve("study.db")));
    assertThat(study.withoutSharedStore().withStudy(study.study()).store())
        .isInstanceOf(StoreLocation.LocalFile.class);
  }

  @Test
  void theStudyFilesStoreComesBeforeTheSharedOne() throws Exception {
    StudyFolder study =
        sharing(ExecutionCommandsTest.STUDY + "store: postgresql://own.invalid/mine\n");
    assertThat(study.store().toString()).contains("own.invalid");
    assertThat(study.withoutSharedStore().store().toString()).contains("own.invalid");
  }

  @Test
  void aFolderInTheStudyFilesPlaceIsTold() throws Exception {
    Path file = Files.createDirectory(folder.resolve("study.yaml"));
    for (Path named : List.of(folder, file)) {
      Outcome outcome = Outcome.run("plan", named.toString());
      assertThat(outcome.code()).isEqualTo(1);
      assertThat(outcome.err())
          .isEqualTo(
              "%s:1:1: a study must be a file but was a folder. Maybe rename the folder; 'shapelaw init' writes a study file.%n"
                  .formatted(file));
    }
  }

  @Test
  void aCommandNamesTheStudyAsAShellTakesIt() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("my study"));
    Files.writeString(odd.resolve("study.yaml"), ExecutionCommandsTest.STUDY);
    Files.writeString(folder.resolve("other.yaml"), ExecutionCommandsTest.STUDY);
    assertThat(StudyFolder.open(odd).command("retry"))
        .isEqualTo("shapelaw retry '%s'".formatted(odd));
    StudyFolder other = StudyFolder.open(folder.resolve("other.yaml"));
    assertThat(other.command("run")).isEqualTo("shapelaw run " + folder.resolve("other.yaml"));
    Path here = Path.of("").toAbsolutePath();
    var inside =
        new StudyFolder(
            here.resolve("a"), here.resolve("a/study.yaml"), other.study(), Optional.empty());
    assertThat(inside.command("run")).isEqualTo("shapelaw run a");
    var same = new StudyFolder(here, here.resolve("study.yaml"), other.study(), Optional.empty());
    assertThat(same.command("run")).isEqualTo("shapelaw run");
  }
}
