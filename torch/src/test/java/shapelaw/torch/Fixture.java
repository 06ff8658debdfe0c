package shapelaw.torch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Tensors that another program has computed: lines of a name and numbers.
///
/// @param tensors numbers by name, in the file's order
public record Fixture(Map<String, double[]> tensors) {

  /// Reads a file beside a class.
  public static Fixture beside(Class<?> test, String file) {
    var in = Objects.requireNonNull(test.getResourceAsStream(file), file);
    try (var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      var tensors = new LinkedHashMap<String, double[]>();
      reader
          .lines()
          .map(line -> line.split(" "))
          .forEach(words ->
              tensors.put(
                  words[0],
                  Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray()));
      return new Fixture(tensors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The tensors whose names begin with a prefix, under the rest of their names.
  public Fixture under(String prefix) {
    return new Fixture(
        tensors.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(prefix))
            .collect(
                Collectors.toMap(
                    entry -> entry.getKey().substring(prefix.length()),
                    Map.Entry::getValue,
                    (a, b) -> a,
                    LinkedHashMap::new)));
  }

  /// Numbers of one tensor.
  public double[] numbers(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }
}
