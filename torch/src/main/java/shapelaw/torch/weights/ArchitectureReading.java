package shapelaw.torch.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import shapelaw.shape.NamedShapes;
import shapelaw.shape.Pooling;
import shapelaw.shape.Shape;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.Activation;

/// Finds the architecture behind a file's shapes. Width, depth, MLP size, patch size, tokens,
/// pooling and classes are in the shapes. Heads, the exact image size and the activation are not:
/// they are taken from the user, else from the metadata of our own files, else from a `config.json`
/// beside the file, else from what models of that kind have.
final class ArchitectureReading {

  private static final int USUAL_CHANNELS = 3;
  private static final Pattern BLOCK =
      Pattern.compile("(?:blocks|encoder\\.layers?)\\.(\\d{1,6})\\..*");

  private final SchemeReading reading;
  private final Map<String, String> metadata;
  private final KnownFacts known;
  private final Path path;
  private final List<String> findings = new ArrayList<>();

  private ArchitectureReading(SchemeReading reading, SafetensorsFile file, KnownFacts known) {
    this.reading = reading;
    this.metadata = file.metadata();
    this.path = file.path();
    this.known = known;
  }

  /// Reads the architecture.
  ///
  /// @throws WeightsException if shapes contradict each other, or the number of heads is not known
  static Architecture of(SchemeReading reading, SafetensorsFile file, KnownFacts known) {
    reading.requireCounterpart();
    try {
      return new ArchitectureReading(reading, file, known).read();
    } catch (ArithmeticException e) {
      throw new WeightsException("sizes of the model must be whole numbers of 32 bits.", e);
    } catch (IllegalArgumentException e) {
      throw new WeightsException("the shapes describe no model: " + e.getMessage(), e);
    }
  }

  private Architecture read() {
    Patch patch = patch();
    int width = patch.width;
    int depth = depth();
    int mlpDim = size(local("mlp.fc1.weight", "intermediate.dense.weight"), 0);
    Optional<ConfigJson> config = ConfigJson.beside(path, width);
    Shape shape = Shape.vit(width, depth, mlpDim);
    var model =
        new VisionTransformer(
            shape,
            heads(shape, config),
            patch.size,
            imageSize(patch.size, config),
            patch.channels,
            pooling(),
            classes());
    Activation activation = activation(config);
    if (!reading.others().isEmpty()) {
      findings.add(
          "left out, because no part of the image tower: " + String.join(", ", reading.others()));
    }
    if (model.pooling() == Pooling.MAP && has("classifier.weight")) {
      findings.add(
          "left out: classifier.*, which Hugging Face applies to the mean of the tokens and not to the MAP head");
    }
    return new Architecture(model, activation, findings);
  }

  private record Patch(int width, int channels, int size) {}

  private Patch patch() {
    TensorEntry kernel = entry(reading.names().prefix() + reading.names().anchor());
    List<Long> shape = kernel.shape();
    if (shape.size() == 4 && shape.get(2).equals(shape.get(3))) {
      return new Patch(size(kernel, 0), size(kernel, 1), size(kernel, 2));
    }
    if (shape.size() == 2 && reading.names() == WeightNames.SHAPELAW) {
      int channels = number(ModelMetadata.CHANNELS).orElse(USUAL_CHANNELS);
      return new Patch(size(kernel, 0), channels, root(size(kernel, 1) / channels, kernel));
    }
    throw new WeightsException(
        "'%s' must be (width, channels, patch, patch) but was %s.".formatted(kernel.name(), shape));
  }

  /// Blocks must be numbered from 0 without gaps.
  private int depth() {
    String prefix = reading.names().prefix();
    long[] numbers =
        reading.tensors().keySet().stream()
            .filter(name -> name.startsWith(prefix))
            .map(name -> BLOCK.matcher(name.substring(prefix.length())))
            .filter(Matcher::matches)
            .mapToLong(m -> Long.parseLong(m.group(1)))
            .distinct()
            .sorted()
            .toArray();
    if (numbers.length == 0 || numbers[numbers.length - 1] != numbers.length - 1) {
      throw new WeightsException(
          "encoder blocks must be numbered from 0 on but %d were found%s."
              .formatted(
                  numbers.length,
                  numbers.length == 0
                      ? ""
                      : ", the last with number " + numbers[numbers.length - 1]));
    }
    return numbers.length;
  }

  /// A tensor of the first block, by what its name ends with.
  private TensorEntry local(String... endings) {
    for (String ending : endings) {
      for (String block : List.of("blocks.0.", "encoder.layers.0.", "encoder.layer.0.")) {
        TensorEntry entry = reading.tensors().get(reading.names().prefix() + block + ending);
        if (entry != null) {
          return entry;
        }
      }
    }
    throw new WeightsException(
        "the first block must have '%s' but has not.".formatted(String.join("' or '", endings)));
  }

  private int heads(Shape shape, Optional<ConfigJson> config) {
    if (known.heads().isPresent()) {
      return known.heads().getAsInt();
    }
    OptionalInt told = number(ModelMetadata.HEADS);
    if (told.isPresent()) {
      return told.getAsInt();
    }
    OptionalInt configured =
        config.map(c -> c.number("num_attention_heads")).orElse(OptionalInt.empty());
    if (configured.isPresent()) {
      findings.add("heads: %d, from %s".formatted(configured.getAsInt(), ConfigJson.NAME));
      return configured.getAsInt();
    }
    NamedShapes.Named named =
        NamedShapes.all().values().stream()
            .filter(candidate -> candidate.shape().equals(shape))
            .findFirst()
            .orElseThrow(() ->
                new WeightsException(
                    "the number of heads must be known but no shape in the file tells it, %s is no named shape, and no %s lies beside the file. Maybe give --heads."
                        .formatted(shape, ConfigJson.NAME)));
    findings.add("heads: %d, as %s has".formatted(named.heads(), named.name()));
    return named.heads();
  }

  private int imageSize(int patch, Optional<ConfigJson> config) {
    List<Long> shape = positions().shape();
    if (shape.size() < 2) {
      throw new WeightsException(
          "'%s' must be (tokens, width) but was %s.".formatted(positions().name(), shape));
    }
    int side = root(size(positions(), shape.size() - 2), positions());
    OptionalInt told = number(ModelMetadata.IMAGE_SIZE);
    if (told.isEmpty() && config.isPresent()) {
      told = config.get().number(ModelMetadata.IMAGE_SIZE);
    }
    return told.isPresent() && told.getAsInt() / patch == side
        ? told.getAsInt()
        : Math.multiplyExact(side, patch);
  }

  private TensorEntry positions() {
    return entry(
        switch (reading.names()) {
          case SHAPELAW, TIMM -> "pos_embed";
          case HUGGING_FACE_SIGLIP -> "vision_model.embeddings.position_embedding.weight";
          case HUGGING_FACE_VIT -> "vit.embeddings.position_embeddings";
        });
  }

  private Pooling pooling() {
    return has("attn_pool.latent") || has("vision_model.head.probe") ? Pooling.MAP : Pooling.GAP;
  }

  private int classes() {
    return switch (reading.names()) {
      case SHAPELAW, TIMM -> has("head.weight") ? size(entry("head.weight"), 0) : 0;
      case HUGGING_FACE_SIGLIP, HUGGING_FACE_VIT ->
          has("classifier.weight") && pooling() == Pooling.GAP
              ? size(entry("classifier.weight"), 0)
              : 0;
    };
  }

  private Activation activation(Optional<ConfigJson> config) {
    if (known.activation().isPresent()) {
      return known.activation().get();
    }
    String told = metadata.get(ModelMetadata.ACTIVATION);
    if (told != null) {
      return named(told);
    }
    Optional<String> configured = config.flatMap(c -> c.text("hidden_act"));
    if (configured.isPresent()) {
      Activation activation = named(configured.get());
      findings.add(
          "activation: %s, from %s".formatted(ModelMetadata.text(activation), ConfigJson.NAME));
      return activation;
    }
    Activation usual =
        switch (reading.names()) {
          case SHAPELAW, HUGGING_FACE_VIT -> Activation.GELU;
          case HUGGING_FACE_SIGLIP -> Activation.GELU_TANH;
          case TIMM -> pooling() == Pooling.MAP ? Activation.GELU_TANH : Activation.GELU;
        };
    findings.add(
        "activation: %s, as models of this kind have; nothing in the file says so (--activation)"
            .formatted(ModelMetadata.text(usual)));
    return usual;
  }

  private static Activation named(String text) {
    return switch (text) {
      case "gelu" -> Activation.GELU;
      case "gelu-tanh", "gelu_tanh", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
      default ->
          throw new WeightsException(
              "the activation must be gelu or gelu-tanh but was '%s', which models here do not have."
                  .formatted(text));
    };
  }

  /// A whole number of the metadata.
  private OptionalInt number(String key) {
    String text = metadata.get(key);
    if (text == null) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      throw new WeightsException(
          "%s in the metadata must be a whole number but was '%s'.".formatted(key, text), e);
    }
  }

  private boolean has(String name) {
    return reading.tensors().containsKey(name);
  }

  private TensorEntry entry(String name) {
    TensorEntry entry = reading.tensors().get(name);
    if (entry == null) {
      throw new WeightsException("the file must have '%s' but has not.".formatted(name));
    }
    return entry;
  }

  private static int size(TensorEntry entry, int axis) {
    if (axis >= entry.shape().size()) {
      throw new WeightsException(
          "'%s' must have more than %d sizes but was %s."
              .formatted(entry.name(), axis, entry.shape()));
    }
    return Math.toIntExact(entry.shape().get(axis));
  }

  private static int root(int square, TensorEntry entry) {
    int root = (int) Math.round(Math.sqrt(square));
    if (root * root != square) {
      throw new WeightsException(
          "'%s' must be of a square number of tokens or pixels but was of %d."
              .formatted(entry.name(), square));
    }
    return root;
  }
}
