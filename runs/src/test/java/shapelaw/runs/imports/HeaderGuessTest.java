package shapelaw.runs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.shape.Dimension;

/// What is guessed, what is asked for, and that flags win.
final class HeaderGuessTest {

  @TempDir private Path folder = Path.of("set by JUnit");

  private HeaderGuess.Completed guess(String lines, String yaml) throws IOException {
    return HeaderGuess.complete(Tables.csv(folder, lines), Tables.mapping(yaml));
  }

  @Test
  void usualNamesAreUnderstoodAndSaid() throws IOException {
    HeaderGuess.Completed completed =
        guess(
            "config.hidden_size,num layers,intermediate_size,Tokens-Seen,params,forward_gflops,val_acc (%),seed~64,2,128,1e6,1e5,2,60,1",
            "{}");
    ColumnMapping mapping = completed.mapping();
    assertThat(mapping.dimensions())
        .containsEntry(Dimension.WIDTH, "config.hidden_size")
        .containsEntry(Dimension.DEPTH, "num layers")
        .containsEntry(Dimension.MLP_DIM, "intermediate_size");
    assertThat(mapping.examples()).contains("Tokens-Seen");
    assertThat(mapping.parameters()).contains("params");
    assertThat(mapping.compute())
        .isEqualTo(new ComputeSource.Total("forward_gflops", ComputeUnit.FORWARD_GFLOPS));
    assertThat(mapping.metric()).isEqualTo(LossMetric.ACCURACY_PERCENT);
    assertThat(mapping.run()).contains("seed");
    assertThat(completed.guesses()).hasSize(10).anyMatch(g -> g.contains("--percent"));
  }

  @Test
  void whatIsSaidIsNotGuessed() throws IOException {
    HeaderGuess.Completed completed =
        guess(
            "width,heads,flops,loss,val_loss~64,2,1e9,1,2",
            "{dimensions: {heads: heads}, compute: flops, compute_unit: forward-flops, loss: loss}");
    assertThat(completed.mapping().dimensions()).containsOnlyKeys(new Dimension("heads"));
    assertThat(completed.mapping().loss()).isEqualTo("loss");
    assertThat(completed.guesses()).isEmpty();
  }

  @Test
  void anAccuracyIsNoLoss() {
    assertThatThrownBy(() -> guess("width,6nd,val/top1~64,1,61.5", "{loss: val/top1}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("Maybe: --accuracy val/top1 --percent");
  }

  @Test
  void columnsThatAreEmptyInEveryRowAreNoCandidates() throws IOException {
    assertThat(guess("width,6nd,train_loss,val_loss~64,1,,0.5", "{}").mapping().loss())
        .isEqualTo("val_loss");
  }

  @ParameterizedTest
  @CsvSource({"6, TRAINING_FLOPS", "2, FORWARD_FLOPS"})
  void lettersAreUnderstoodTogetherAndTheirNumbersTellTheUnit(int factor, ComputeUnit unit)
      throws IOException {
    ColumnMapping mapping = guess("C,N,D,loss~%de15,1e6,1e9,3".formatted(factor), "{}").mapping();
    assertThat(mapping.dimensions()).isEmpty();
    assertThat(mapping.parameters()).contains("N");
    assertThat(mapping.examples()).contains("D");
    assertThat(mapping.compute()).isEqualTo(new ComputeSource.Total("C", unit));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "width,flops,loss~1,1,1            | {}                 | --compute-unit UNIT for column flops: forward-flops, forward-gflops, training-flops, training-gflops",
        "width,loss~1,1                    | {}                 | the training compute: --compute COLUMN",
        "width,d_model,6nd,loss~1,1,1,1    | {}                 | --dimension width=COLUMN (it may be width or d_model)",
        "width,6nd,loss,acc~1,1,1,1        | {}                 | --loss COLUMN or --accuracy COLUMN (it may be --loss loss or --accuracy acc)",
        "width,6nd,train_loss,val_loss~1,1,1,1 | {}             | it may be --loss train_loss or --loss val_loss",
        "width,6nd,loss,val/top1~1,1,1,61 | {}                  | or --accuracy val/top1 --percent)",
        "width,6nd,score~1,1,1             | {}                 | The columns are: width, 6nd, score.",
        "C,N,D,loss~7e15,1e6,1e9,3         | {}                 | --compute-unit UNIT for column C",
        "width,loss~1,1                    | {patch: 16}        | --patch N and --pixels N must be given together",
      })
  void whatIsOpenIsAskedFor(String lines, String yaml, String message) {
    assertThatThrownBy(() -> guess(lines, yaml))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everythingThatIsOpenIsAskedForAtOnce() {
    assertThatThrownBy(() -> guess("width,hidden_size,a~1,1,1", "{}"))
        .hasMessageContaining("--dimension width=")
        .hasMessageContaining("--loss COLUMN")
        .hasMessageContaining("--compute COLUMN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{loss: l, accuracy: a, compute: c, compute_unit: training-flops} | either a loss or an accuracy",
        "{loss: l, compute: c, compute_unit: flops}                | the compute unit must be one of forward-flops",
        "{loss: l, compute_per_example: c, compute_unit: forward-flops} | needs the examples of each run",
        "{loss: l, six_nd: true, examples: c}                      | 6·N·D needs the parameters",
        "{loss: l, patch: 16, pixels: 224, examples: c}            | needs the dimensions width, depth and mlp_dim",
        "{loss: l, patch: 0, pixels: 224, examples: c}             | must be at least 1 pixel",
        "{loss: l, patch: 16, pixels: 224, pooling: cls, examples: c} | pooling must be map or gap",
        "{loss: l, dimensions: {loss: c}, six_nd: true, examples: c, parameters: c} | must not be called 'loss'",
        "{loss: l, dimensions: {Width: c}, compute: c}             | dimension name must match",
      })
  void whatCannotBeTogetherIsRefused(String yaml, String message) {
    assertThatThrownBy(() -> guess("c,l,a~1,1,1", yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void flagsWinOverTheFileAndExcludeItsOtherSourceOfCompute() {
    MappingRequest file =
        Tables.mapping(
            "{dimensions: {width: a}, compute: b, compute_unit: training-flops, accuracy: acc, percent: true, where: {split: [val, test]}}");
    MappingRequest both = Tables.mapping("{loss: l, six_nd: true}").orElse(file);
    assertThat(both.compute()).isNull();
    assertThat(both.sixNd()).isTrue();
    assertThat(both.loss()).isEqualTo("l");
    assertThat(both.accuracy()).isNull();
    assertThat(both.dimensions()).containsEntry("width", "a");
    assertThat(both.where()).containsKey("split");
    assertThat(MappingRequest.NOTHING.orElse(file)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{accuracy: top1, percent: true} | {loss: l} | {loss: l}",
        "{loss: l, percent: true}        | {loss: l} | {loss: l, percent: true}",
        "{accuracy: top1}                | {percent: true} | {accuracy: top1, percent: true}",
        "{percent: true}                 | {accuracy: top1} | {accuracy: top1, percent: true}",
        "{compute: tf, compute_unit: training-flops} | {compute_per_example: g} | {compute_per_example: g}",
        "{compute: tf, compute_unit: training-flops} | {compute: g} | {compute: g}",
        "{compute: tf, compute_unit: training-flops} | {compute_unit: forward-flops} | {compute: tf, compute_unit: forward-flops}",
        "{compute_unit: training-flops}  | {compute: tf} | {compute: tf, compute_unit: training-flops}",
        "{patch: 16, pixels: 224, pooling: gap} | {compute: tf} | {compute: tf}",
        "{patch: 16, pixels: 224, pooling: gap} | {patch: 8} | {patch: 8, pixels: 224, pooling: gap}",
        "{patch: 16, pixels: 224, pooling: gap} | {pixels: 384} | {patch: 16, pixels: 384, pooling: gap}",
        "{six_nd: true} | {patch: 16, pixels: 224} | {patch: 16, pixels: 224}",
      })
  void whatQualifiesAColumnComesWithTheColumn(String file, String flags, String both) {
    assertThat(Tables.mapping(flags).orElse(Tables.mapping(file))).isEqualTo(Tables.mapping(both));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss: a~los: b      | line 2: unknown key 'los'. It may be ",
        "loss: [a            | mapping.yaml: line ",
        "dimensions: width   | mapping.yaml: line 1: ",
        "patch: many         | mapping.yaml: line 1: ",
        "''                  | must have keys but is empty",
      })
  void aWrongMappingFileIsOneMessageWithItsLine(String yaml, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("mapping.yaml"), yaml.replace('~', '\n'));
    assertThatThrownBy(() -> MappingFile.read(file))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }

  @Test
  void aCompleteMappingCanBeSaidAgain() throws IOException {
    String yaml =
        "{dimensions: {width: w}, compute_per_example: f, compute_unit: training-gflops, examples: e, parameters: p, accuracy: a, percent: true, run: r, where: {s: [x, y]}}";
    ColumnMapping mapping = guess("w,f,e,p,a,r,s~1,1,1,1,1,1,x", yaml).mapping();
    MappingRequest again = MappingRequest.of(mapping);
    assertThat(again).isEqualTo(Tables.mapping(yaml));
    assertThat(Tables.mapping(ImportYaml.write(again))).isEqualTo(again);
    assertThat(mapping.run()).isEqualTo(Optional.of("r"));
  }
}
