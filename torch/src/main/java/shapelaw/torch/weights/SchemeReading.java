package shapelaw.torch.weights;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A file's tensors under the names of the scheme that they follow: which scheme that is, which
/// tensors belong to the image tower, and which to other parts of a larger model.
///
/// @param names the scheme
/// @param tensors those of the image tower, by the scheme's names
/// @param others groups of tensors that belong to no image tower, in words
record SchemeReading(WeightNames names, Map<String, TensorEntry> tensors, List<String> others) {

  private static final String CLASSIFIER = "classifier.";

  /// What a token of its own before the patches' is called, in any scheme.
  private static final Pattern EXTRA_TOKEN =
      Pattern.compile("(.*\\.)?(cls_token|class_embedding|reg_token|register_tokens|dist_token)");

  /// Finds the scheme and reads the names.
  ///
  /// @throws WeightsException if the names are nobody's
  static SchemeReading of(SafetensorsFile file) {
    List<TensorEntry> entries =
        file.tensors().values().stream().filter(entry -> !ofTraining(file, entry)).toList();
    for (WeightNames names :
        List.of(WeightNames.HUGGING_FACE_SIGLIP, WeightNames.HUGGING_FACE_VIT, WeightNames.TIMM)) {
      Optional<TensorEntry> anchor = anchor(entries, names);
      if (anchor.isPresent()) {
        boolean flat = names == WeightNames.TIMM && anchor.get().shape().size() == 2;
        return read(file, flat ? WeightNames.SHAPELAW : names, anchor.get());
      }
    }
    throw new WeightsException(
        "the file must hold a Vision Transformer with names of timm or Hugging Face but has no patch embedding; it begins with %s."
            .formatted(file.tensors().keySet().stream().limit(3).toList()));
  }

  /// True of what a checkpoint has besides the weights.
  private static boolean ofTraining(SafetensorsFile file, TensorEntry entry) {
    return ModelMetadata.CHECKPOINT.equals(file.metadata().get(ModelMetadata.KIND))
        && (entry.name().startsWith(ModelMetadata.OPTIMIZER)
            || entry.name().startsWith(ModelMetadata.BRANCH_POINT));
  }

  private static Optional<TensorEntry> anchor(Collection<TensorEntry> entries, WeightNames names) {
    List<TensorEntry> found =
        entries.stream()
            .filter(e -> e.name().equals(names.anchor()) || e.name().endsWith("." + names.anchor()))
            .toList();
    if (found.size() > 1) {
      throw new WeightsException(
          "the file must hold one Vision Transformer but has %d patch embeddings: %s."
              .formatted(found.size(), found.stream().map(TensorEntry::name).limit(3).toList()));
    }
    return found.stream().findFirst();
  }

  private static SchemeReading read(SafetensorsFile file, WeightNames names, TensorEntry anchor) {
    String tower = anchor.name().substring(0, anchor.name().length() - names.anchor().length());
    String outside =
        tower.endsWith(names.prefix())
            ? tower.substring(0, tower.length() - names.prefix().length())
            : tower;
    boolean ownClassifier = !names.prefix().isEmpty();
    var tensors = new LinkedHashMap<String, TensorEntry>();
    var others = new TreeMap<String, Integer>();
    for (TensorEntry entry : file.tensors().values()) {
      String name = entry.name();
      if (ofTraining(file, entry)) {
        others.merge(group(name), 1, Integer::sum);
      } else if (ownClassifier && name.startsWith(outside + CLASSIFIER)) {
        tensors.put(name.substring(outside.length()), entry);
      } else if (name.startsWith(tower)) {
        tensors.put(names.prefix() + name.substring(tower.length()), entry);
      } else {
        others.merge(group(name), 1, Integer::sum);
      }
    }
    return new SchemeReading(names, tensors, inWords(others));
  }

  /// The name up to its first dot.
  private static String group(String name) {
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot) + ".*";
  }

  private static List<String> inWords(Map<String, Integer> others) {
    return others.entrySet().stream()
        .map(e -> e.getValue() == 1 ? e.getKey() : e.getKey() + " (" + e.getValue() + " tensors)")
        .toList();
  }

  /// Refuses what our models do not have and could not do without.
  ///
  /// @throws WeightsException if there is any of it
  void requireCounterpart() {
    List<String> tokens =
        tensors.keySet().stream().filter(n -> EXTRA_TOKEN.matcher(n).matches()).toList();
    if (!tokens.isEmpty()) {
      throw new WeightsException(
          "the model must have patch tokens only but has %s: models here pool by MAP or by the mean of the patch tokens, and other tokens change what every block computes, so they cannot be left out."
              .formatted(tokens.stream().collect(Collectors.joining(", "))));
    }
    if (tensors.containsKey("fc_norm.weight")) {
      throw new WeightsException(
          "the model must normalise tokens before it pools them but has fc_norm, which normalises their mean: another function, for which models here have no counterpart. timm's models with fc_norm=False are read.");
    }
  }
}
