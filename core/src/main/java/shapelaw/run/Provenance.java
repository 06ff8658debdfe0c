package shapelaw.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How a result was made: enough to repeat it or to distrust it.
///
/// @param trainer name of the trainer, for example `libtorch` or `simulated`
/// @param codeVersion version of Shapelaw, with the commit where known
/// @param machine processor, cores, operating system, accelerator
/// @param libraries library name → version
/// @param settings what else changes the numbers: threads, precision, device
public record Provenance(
    String trainer,
    String codeVersion,
    String machine,
    Map<String, String> libraries,
    Map<String, String> settings) {
  public Provenance {
    libraries = Collections.unmodifiableMap(new TreeMap<>(libraries));
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
  }
}
