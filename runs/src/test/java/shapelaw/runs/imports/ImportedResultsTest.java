package shapelaw.runs.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import shapelaw.cost.CostModel;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;

/// Rows become runs in Shapelaw's units; those that cannot are counted.
final class ImportedResultsTest {

  private static final String PLAIN = "{compute: c, compute_unit: forward-gflops, loss: l}";

  /// ViT-B/16 at 224 px, with the 12 heads of 64 that it has.
  private static final VisionTransformer B_16 =
      new VisionTransformer(Shape.vit(768, 12, 3072), 12, 16, 224, 3, Pooling.MAP, 0);

  @TempDir private Path folder = Path.of("set by JUnit");

  private ImportedResults imported(String lines, String yaml) throws IOException {
    return Tables.imported(folder, lines, yaml);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{compute: c, compute_unit: forward-gflops}                         | 600",
        "{compute: c, compute_unit: forward-flops}                          | 6e-7",
        "{compute: c, compute_unit: training-flops}                         | 2e-7",
        "{compute: c, compute_unit: training-gflops}                        | 200",
        "{compute_per_example: c, compute_unit: forward-gflops, examples: e} | 6000",
        "{six_nd: true, examples: e, parameters: p}                         | 2e-6",
      })
  void computeIsCountedInForwardGflops(String yaml, double forwardGflops) throws IOException {
    ImportedRun run = imported("c,e,p,loss~600,10,100,1", yaml).runs().getFirst();
    assertThat(run.forwardGflops()).isCloseTo(forwardGflops, within(1e-12 * forwardGflops));
  }

  @Test
  void visionTransformersAreCountedExactly() throws IOException {
    ImportedRun run =
        imported(
                "width,depth,mlp_dim,examples,error~768,12,3072,1e6,0.2",
                "{patch: 16, pixels: 224}")
            .runs()
            .getFirst();
    double forwardGflops = CostModel.forwardFlops(B_16) * 1e6 / 1e9;
    assertThat(run.forwardGflops()).isCloseTo(forwardGflops, within(1e-12 * forwardGflops));
    assertThat(run.examples()).isEqualTo(OptionalDouble.of(1e6));
    assertThat(run.parameters()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.75 | {accuracy: x}                | 0.25",
        "75   | {accuracy: x, percent: true} | 0.25",
        "25   | {loss: x, percent: true}     | 0.25",
        "25   | {loss: x}                    | 25",
      })
  void accuraciesBecomeErrorRates(double cell, String yaml, double loss) throws IOException {
    assertThat(imported("6nd,x~1e9," + cell, yaml).runs().getFirst().loss()).isEqualTo(loss);
  }

  @Test
  void accuraciesAboveTheirUnitAreRefusedWithAWayOut() {
    assertThatThrownBy(() -> imported("6nd,acc~1e9,0.5~1e9,75", "{}"))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("line 3: accuracy acc must be at most 1 but was 75.0")
        .hasMessageContaining("--percent");
    assertThatThrownBy(() -> imported("6nd,acc~1e9,175", "{percent: true}"))
        .hasMessageContaining("must be at most 100 %");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "64,10,    | l is empty or NaN                            | line 3, nothing there",
        "64,10,NaN | l is empty or NaN                            | line 3, 'NaN'",
        "64,10,bad | l is not a number                            | line 3, 'bad'",
        "64,10,0   | l is not a finite number above 0             | line 3, '0'",
        "64,10,-1  | l is not a finite number above 0             | line 3, '-1'",
        "64,10,inf | l is not a finite number above 0             | line 3, 'inf'",
        "0,10,1    | width is not a whole number of at least 1    | line 3, '0'",
        "-8,10,1   | width is not a whole number of at least 1    | line 3, '-8'",
        "64.5,10,1 | width is not a whole number of at least 1    | line 3, '64.5'",
        "3e9,10,1  | width is not a whole number of at least 1    | line 3, '3e9'",
        ",10,1     | width is not a whole number of at least 1    | line 3, nothing there",
        "64,0,1    | c is not a finite number above 0             | line 3, '0'",
        "64,1e308,1  | compute is not a finite number above 0     | line 3, ",
        "32,5,2    | the same as a row before                     | line 3, like line 2",
      })
  void rowsThatCannotBeUsedAreCountedWithTheirReason(String row, String reason, String first)
      throws IOException {
    ImportedResults results = imported("width,c,l~32,5,2~%s~%s~64,10,3".formatted(row, row), PLAIN);
    assertThat(results.rowsRead()).isEqualTo(4);
    assertThat(results.runs()).hasSize(2);
    assertThat(results.leftOut()).hasSize(1);
    LeftOut left = results.leftOut().getFirst();
    assertThat(left.reason()).isEqualTo(reason);
    assertThat(left.rows()).isEqualTo(2);
    assertThat(left.first()).startsWith(first);
  }

  @Test
  void repeatsThatTheRunTellsApartAreKept() throws IOException {
    assertThat(imported("width,c,l,seed~1,5,2,a~1,5,2,b", PLAIN).runs()).hasSize(2);
  }

  @Test
  void aTableWithoutAnyUsableRowIsRefusedWithTheReasons() {
    assertThatThrownBy(() -> imported("width,c,l~1,5,NaN~0,5,1", PLAIN))
        .isInstanceOf(TableFileException.class)
        .hasMessageContaining("must hold at least one usable row but has none of 2.")
        .hasMessageContaining("1 row: l is empty or NaN (first: line 2, 'NaN')")
        .hasMessageContaining("1 row: width is not a whole number");
    assertThatThrownBy(() -> imported("width,c,l", PLAIN)).hasMessageContaining("none of 0.");
  }

  @Test
  void onlyTheRowsAskedForAreTaken() throws IOException {
    ImportedResults results =
        imported(
            "width,c,l,split~1,5,2,val~1,5,3,train~1,6,1,test",
            "{compute: c, compute_unit: forward-gflops, loss: l, where: {split: [val, test]}}");
    assertThat(results.runs()).extracting(ImportedRun::loss).containsExactly(2.0, 1.0);
    assertThat(results.leftOut().getFirst().reason())
        .isEqualTo("not asked for by --where split=val|test");
  }

  @Test
  void aColumnThatIsNotThereIsNamedWithThoseThatAre() {
    assertThatThrownBy(() ->
            imported("width,c,l~1,1,1", "{compute: c, compute_unit: forward-flops, loss: lss}"))
        .hasMessageContaining(
            "column 'lss' must be there once but is not there. The columns are: width, c, l.");
  }

  @Test
  void whatTheUserShouldKnowIsFound() throws IOException {
    ImportedResults results =
        imported(
            "width,C,N,D,loss,task~8,6e15,1e6,1e9,3,cars~8,12e15,1e6,2e9,2,birds",
            "{compute_unit: forward-flops}");
    assertThat(results.findings())
        .anyMatch(f ->
            f.contains("C is 6.00 × parameters × examples")
                && f.contains("Maybe --compute-unit training-flops"))
        .anyMatch(f -> f.contains("width is 8 in every row"))
        .anyMatch(f -> f.contains("Column task") && f.contains("--where 'task=cars'"))
        .hasSize(3);
  }

  @Test
  void aTableOfAHundredThousandRowsIsUnderstood() throws IOException {
    var text = new StringBuilder("width,depth,tokens,6nd,loss");
    for (int i = 0; i < 100_000; i++) {
      text.append(
          "\n%d,%d,%d,%d,%s"
              .formatted(
                  64 + i % 40,
                  1 + i % 7,
                  1000 + i,
                  1000 + 7 * i,
                  i % 10 == 0 ? "bad" : 2 + 1.0 / (i + 1)));
    }
    long start = System.nanoTime();
    ImportedResults results = imported(text.toString(), "{}");
    System.out.printf("100,000 rows imported in %.0f ms%n", (System.nanoTime() - start) / 1e6);
    assertThat(results.runs()).hasSize(90_000);
    assertThat(results.leftOut().getFirst().rows()).isEqualTo(10_000);
  }
}
