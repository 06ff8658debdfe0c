package shapelaw.runs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.law.joint.Measurements;
import shapelaw.shape.Pooling;

/// Imported studies on disk.
final class ImportedStudyTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05.678Z");

  private static final String HEADER = "width,depth,tokens,params,6nd,loss,run";

  @TempDir private Path folder = Path.of("set by JUnit");

  private Path study() {
    return folder.resolve("my study");
  }

  private Path source() {
    return folder.resolve("runs.csv");
  }

  private ImportedStudy imported(String rows, String yaml, boolean append) throws IOException {
    ImportedResults results = Tables.imported(folder, rows, yaml);
    ImportedFolder target = ImportedFolder.at(study(), source());
    return append
        ? target.append(TableOrigin.of(source()), results, NOW)
        : target.replace(TableOrigin.of(source()), results, NOW);
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() throws IOException {
    ImportedStudy written =
        imported(
            HEADER
                + "~64,2,1e6,12345.5,0.1,3.3333333333333335,\"a, \"\"b\"\"\"~128,3,2e6,1e300,1e17,1e-9,é~64,2,1e6,1,1,nan,x",
            "{}",
            false);
    ImportedStudy read = ImportedStudy.open(study());
    assertThat(read).isEqualTo(written);
    assertThat(read.name()).isEqualTo("my study");
    assertThat(read.runs()).hasSize(2);
    assertThat(read.runs().getFirst().run()).isEqualTo("a, \"b\"");
    ImportRecord origin = read.imports().getFirst();
    assertThat(origin.source()).isEqualTo("runs.csv");
    assertThat(origin.sha256()).hasSize(64);
    assertThat(origin.importedAt()).isEqualTo("2030-01-02T03:04:05Z");
    assertThat(origin.rowsRead()).isEqualTo(3);
    assertThat(origin.rowsKept()).isEqualTo(2);
    assertThat(origin.leftOut())
        .containsExactly(new LeftOut("loss is empty or NaN", 1, "line 4, 'nan'"));
  }

  @Test
  void theRunsAreMeasurementsForLaws() throws IOException {
    imported(HEADER + "~64,2,10,20,3e9,3,a~128,4,30,40,6e9,2,b~128,4,30,40,9e9,1,b", "{}", false);
    Measurements measured = ImportedStudy.open(study()).measurements();
    assertThat(measured.dimensions()).containsExactly("width", "depth");
    assertThat(measured.column("width")).containsExactly(64, 128, 128);
    assertThat(measured.column(Measurements.COMPUTE)).containsExactly(1, 2, 3);
    assertThat(measured.column(Measurements.EXAMPLES)).containsExactly(10, 30, 30);
    assertThat(measured.column(Measurements.PARAMETERS)).containsExactly(20, 40, 40);
    assertThat(measured.losses()).containsExactly(3, 2, 1);
    assertThat(measured.shapeCount()).isEqualTo(2);
  }

  @Test
  void aTableWithoutShapesIsAStudy() throws IOException {
    imported("C,N,D,loss~6e15,1e6,1e9,3~12e15,1e6,2e9,2", "{}", false);
    ImportedStudy read = ImportedStudy.open(study());
    assertThat(read.dimensions()).isEmpty();
    assertThat(read.runs().getFirst().shape()).isEmpty();
    assertThat(read.measurements().dimensions()).isEmpty();
    assertThat(read.measurements().column(Measurements.COMPUTE)).containsExactly(2e6, 4e6);
  }

  @Test
  void countedVisionTransformersAreRemembered() throws IOException {
    imported(
        "width,depth,mlp_dim,images,error~64,2,128,1e6,0.3",
        "{patch: 16, pixels: 224, pooling: gap}",
        false);
    assertThat(ImportedStudy.open(study()).visionTransformers())
        .contains(new ComputeSource.VisionTransformerCount(16, 224, Pooling.GAP));
  }

  @Test
  void importingAgainReplacesAndAppendingAdds() throws IOException {
    imported(HEADER + "~64,2,1e6,1,1,3,a", "{}", false);
    imported(HEADER + "~64,2,1e6,1,1,4,a", "{}", false);
    assertThat(ImportedStudy.open(study()).runs())
        .extracting(ImportedRun::loss)
        .containsExactly(4.0);
    imported(
        "depth,width,tokens,params,6nd,loss,run~2,64,1e6,1,1,4,a~2,64,1e6,1,1,5,a", "{}", true);
    ImportedStudy both = ImportedStudy.open(study());
    assertThat(both.runs()).extracting(ImportedRun::loss).containsExactly(4.0, 5.0);
    assertThat(both.imports()).hasSize(2);
    assertThat(both.imports().getLast().rowsKept()).isEqualTo(1);
    assertThat(both.imports().getLast().leftOut().getFirst().reason())
        .isEqualTo("in the study already");
  }

  @Test
  void appendingOtherColumnsOrNothingNewIsRefused() throws IOException {
    imported(HEADER + "~64,2,1e6,1,1,3,a", "{}", true);
    assertThatThrownBy(() -> imported("width,6nd,loss~64,1,3", "{}", true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must have the columns of the study");
    assertThatThrownBy(() -> imported(HEADER + "~64,2,1e6,1,1,3,a", "{}", true))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("must have a row that the study");
    assertThat(ImportedStudy.open(study()).runs()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{patch: 16, pixels: 224, loss: y}                    | losses, and compute counted for Vision Transformers with patch 16",
        "{patch: 8, pixels: 224, accuracy: y}                 | patch 8 at 224 px",
        "{patch: 16, pixels: 384, accuracy: y}                | patch 16 at 384 px",
        "{patch: 16, pixels: 224, pooling: gap, accuracy: y}  | GAP pooling",
        "{six_nd: true, accuracy: y}                          | estimated as 6·N·D",
        "{compute: c, compute_unit: forward-flops, accuracy: y} | error rates, and compute from a column",
        "{compute_per_example: c, compute_unit: forward-flops, accuracy: y} | per example from a column",
      })
  void appendingNumbersOfAnotherKindIsRefusedAndNothingIsLost(String yaml, String kind)
      throws IOException {
    String header = "width,depth,mlp_dim,images,params,c,y";
    imported(header + "~64,2,128,1e6,1e5,1e9,0.3", "{patch: 16, pixels: 224, accuracy: y}", false);
    ImportedStudy before = ImportedStudy.open(study());
    assertThatThrownBy(() -> imported(header + "~64,2,128,2e6,1e5,2e9,0.5", yaml, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows to append must be of the study's kind (error rates, ")
        .hasMessageContaining("as in runs.csv) but have ")
        .hasMessageContaining(kind);
    assertThat(ImportedStudy.open(study())).isEqualTo(before);
  }

  @Test
  void appendingAnAccuracyToALossIsRefused() throws IOException {
    imported("width,6nd,loss~64,1e9,3.1", "{}", false);
    assertThatThrownBy(() -> imported("width,6nd,val_acc~64,2e9,0.5", "{}", true))
        .hasMessageContaining("(losses, and compute from a column, as in runs.csv)")
        .hasMessageContaining("but have error rates, ");
    assertThat(ImportedStudy.open(study()).runs()).hasSize(1);
  }

  @Test
  void appendedColumnsAndUnitsMayBeOthersOfTheSameKind() throws IOException {
    imported("width,6nd,acc~64,6e9,0.6", "{}", false);
    imported("width,forward_gflops,top1_error~64,4,30", "{loss: top1_error, percent: true}", true);
    assertThat(ImportedStudy.open(study()).runs())
        .extracting(ImportedRun::loss, ImportedRun::forwardGflops)
        .containsExactly(tuple(0.4, 2.0), tuple(0.3, 4.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"study.yaml", "results.csv"})
  void whatIsNotAnImportIsNeverOverwritten(String file) throws IOException {
    Files.createDirectories(study());
    Files.writeString(study().resolve(file), "mine");
    assertThatThrownBy(() -> imported(HEADER + "~64,2,1e6,1,1,3,a", "{}", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Maybe choose another folder.");
    assertThat(Files.readString(study().resolve(file))).isEqualTo("mine");
  }

  @Test
  void aStudyIsNotImportedIntoItself() throws IOException {
    imported(HEADER + "~64,2,1e6,1,1,3,a", "{}", false);
    Path results = study().resolve(ImportedStudy.RESULTS_FILE);
    assertThatThrownBy(() -> ImportedFolder.at(study(), results))
        .hasMessageContaining("must not be overwritten");
    assertThatThrownBy(() -> ImportedFolder.at(source(), source()))
        .hasMessageContaining("must be a folder but is a file");
  }

  @Test
  void rowsThatWereChangedAfterwardsAreNoticed() throws IOException {
    imported(HEADER + "~64,2,1e6,1,1,3,a", "{}", false);
    Path results = study().resolve(ImportedStudy.RESULTS_FILE);
    Files.writeString(results, Files.readString(results).replace("3.0", "2.0"));
    assertThatThrownBy(() -> ImportedStudy.open(study()))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("was changed since");
  }

  @Test
  void damagedStudiesAreReadOrRefusedWithOneMessage() throws IOException {
    imported(HEADER + "~64,2,1e6,1,1,3,a~64,2,1e6,1,1,3,b", "{}", false);
    Path record = study().resolve(ImportedStudy.RECORD_FILE);
    byte[] sound = Files.readAllBytes(record);
    var random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] damaged = sound.clone();
      for (int k = 1 + random.nextInt(4); k > 0; k--) {
        damaged[random.nextInt(damaged.length)] = (byte) (32 + random.nextInt(90));
      }
      Files.write(record, damaged);
      try {
        assertThat(ImportedStudy.open(study()).runs()).hasSize(2);
      } catch (TableFileException e) {
        refused++;
        assertThat(e.getMessage()).hasLineCount(1);
      }
    }
    assertThat(refused).isBetween(1, 200);
  }
}
