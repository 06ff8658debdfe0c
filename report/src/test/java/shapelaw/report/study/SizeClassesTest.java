package shapelaw.report.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import shapelaw.law.joint.Measurements;

final class SizeClassesTest {

  private static Measurements parameters(double... values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return Measurements.of(List.of(), Map.of(Measurements.PARAMETERS, values), ones);
  }

  private static List<SizeClasses.SizeClass> classes(Measurements data) {
    return SizeClasses.of(data, IntStream.range(0, data.rows()).toArray());
  }

  @Test
  void everyMeasurementIsInExactlyOneOfAtMostFiveClasses() {
    double[] sizes = IntStream.range(0, 37).mapToDouble(i -> 1e6 * (1 + i * 7 % 23)).toArray();
    List<SizeClasses.SizeClass> classes = classes(parameters(sizes));
    assertThat(classes).hasSize(5);
    assertThat(classes.stream().flatMap(c -> c.rows().stream()))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 37).boxed().toList());
  }

  @Test
  void fewSizesHaveAClassEachNamedByTheirSize() {
    assertThat(classes(parameters(2e6, 1e6, 2e6)))
        .extracting(SizeClasses.SizeClass::name)
        .containsExactly("1 M parameters", "2 M parameters");
  }

  @Test
  void oneModelAtManyDurationsIsOneClassAlthoughItsQuotientIsRounded() {
    double[] examples = IntStream.range(1, 200).mapToDouble(i -> i * 1e3).toArray();
    double[] compute = Arrays.stream(examples).map(n -> n * 0.3).toArray();
    double[] losses = new double[examples.length];
    Arrays.fill(losses, 1);
    Measurements data =
        Measurements.of(
            List.of(),
            Map.of(Measurements.COMPUTE, compute, Measurements.EXAMPLES, examples),
            losses);
    assertThat(classes(data))
        .extracting(SizeClasses.SizeClass::name)
        .containsExactly("300 MFLOPs an example");
  }
}
