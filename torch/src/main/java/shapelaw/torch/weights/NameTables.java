package shapelaw.torch.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import shapelaw.shape.Pooling;
import shapelaw.shape.VisionTransformer;
import shapelaw.torch.model.ParameterLayout;

/// The names of each scheme, written down one layer at a time.
///
/// Sources: `timm/models/vision_transformer.py` and `timm/layers/attention_pool.py` of timm 1.0;
/// `models/siglip/modeling_siglip.py` and `models/vit` of transformers, in the spelling of the
/// files on the hub, which transformers 5 reads and writes too.
final class NameTables {

  private final Map<String, ParameterLayout.Slot> slots = new LinkedHashMap<>();
  private final List<NamedTensor> tensors = new ArrayList<>();
  private final VisionTransformer model;

  private NameTables(VisionTransformer model) {
    this.model = model;
    ParameterLayout.of(model).slots().forEach(slot -> slots.put(slot.name(), slot));
  }

  /// Our own names, which are timm's.
  ///
  /// @param patchAxes whether the patch embedding's kernel has four axes, as in timm
  static List<NamedTensor> own(VisionTransformer model, boolean patchAxes) {
    var table = new NameTables(model);
    for (ParameterLayout.Slot slot : table.slots.values()) {
      boolean patch = patchAxes && slot.name().equals("patch_embed.proj.weight");
      table.add(slot.name(), slot.name(), patch ? table.patchShape() : slot.shape());
    }
    return table.tensors;
  }

  static List<NamedTensor> siglip(VisionTransformer model) {
    var table = new NameTables(model);
    String root = "vision_model.";
    table.patch(root + "embeddings.patch_embedding");
    table.positions(root + "embeddings.position_embedding.weight", true);
    for (int i = 0; i < model.depth(); i++) {
      String ours = "blocks." + i + ".";
      String theirs = root + "encoder.layers." + i + ".";
      table.layer(ours + "norm1", theirs + "layer_norm1");
      table.split(ours + "attn.qkv", theirs + "self_attn.", "q_proj", "k_proj", "v_proj");
      table.layer(ours + "attn.proj", theirs + "self_attn.out_proj");
      table.layer(ours + "norm2", theirs + "layer_norm2");
      table.layer(ours + "mlp.fc1", theirs + "mlp.fc1");
      table.layer(ours + "mlp.fc2", theirs + "mlp.fc2");
    }
    table.layer("norm", root + "post_layernorm");
    if (model.pooling() == Pooling.MAP) {
      String head = root + "head.";
      table.same("attn_pool.latent", head + "probe");
      table.fuse("weight", head + "attention.in_proj_weight");
      table.fuse("bias", head + "attention.in_proj_bias");
      table.layer("attn_pool.proj", head + "attention.out_proj");
      table.layer("attn_pool.norm", head + "layernorm");
      table.layer("attn_pool.mlp.fc1", head + "mlp.fc1");
      table.layer("attn_pool.mlp.fc2", head + "mlp.fc2");
    }
    table.classifier();
    return table.tensors;
  }

  static List<NamedTensor> huggingFaceVit(VisionTransformer model) {
    var table = new NameTables(model);
    String root = "vit.";
    table.patch(root + "embeddings.patch_embeddings.projection");
    table.positions(root + "embeddings.position_embeddings", false);
    for (int i = 0; i < model.depth(); i++) {
      String ours = "blocks." + i + ".";
      String theirs = root + "encoder.layer." + i + ".";
      table.layer(ours + "norm1", theirs + "layernorm_before");
      table.split(ours + "attn.qkv", theirs + "attention.attention.", "query", "key", "value");
      table.layer(ours + "attn.proj", theirs + "attention.output.dense");
      table.layer(ours + "norm2", theirs + "layernorm_after");
      table.layer(ours + "mlp.fc1", theirs + "intermediate.dense");
      table.layer(ours + "mlp.fc2", theirs + "output.dense");
    }
    table.layer("norm", root + "layernorm");
    table.classifier();
    return table.tensors;
  }

  private void classifier() {
    if (model.classes() > 0) {
      layer("head", "classifier");
    }
  }

  private void patch(String theirs) {
    add("patch_embed.proj.weight", theirs + ".weight", patchShape());
    same("patch_embed.proj.bias", theirs + ".bias");
  }

  /// (width, channels, patch, patch), the axes of a convolution.
  private List<Long> patchShape() {
    long patch = model.patchSize();
    return List.of((long) model.width(), (long) model.channels(), patch, patch);
  }

  private void positions(String theirs, boolean table) {
    List<Long> shape = slot("pos_embed").shape();
    add("pos_embed", theirs, table ? shape.subList(1, 3) : shape);
  }

  /// A layer that differs in its name alone.
  private void layer(String ours, String theirs) {
    same(ours + ".weight", theirs + ".weight");
    same(ours + ".bias", theirs + ".bias");
  }

  private void same(String ours, String theirs) {
    add(ours, theirs, slot(ours).shape());
  }

  private void add(String ours, String theirs, List<Long> shape) {
    tensors.add(
        new NamedTensor(theirs, shape, List.of(new NamedTensor.Part(ours, 0, slot(ours).size()))));
  }

  /// Cuts our fused layer into equal ones along its outputs.
  private void split(String ours, String theirs, String... layers) {
    for (String kind : List.of("weight", "bias")) {
      ParameterLayout.Slot slot = slot(ours + "." + kind);
      long each = slot.size() / layers.length;
      IntStream.range(0, layers.length)
          .mapToObj(i ->
              new NamedTensor(
                  theirs + layers[i] + "." + kind,
                  withFirst(slot.shape(), slot.shape().getFirst() / layers.length),
                  List.of(new NamedTensor.Part(slot.name(), i * each, each))))
          .forEach(tensors::add);
    }
  }

  /// Joins the query with the key and value of MAP pooling, as PyTorch's `MultiheadAttention` does.
  private void fuse(String kind, String theirs) {
    ParameterLayout.Slot query = slot("attn_pool.q." + kind);
    ParameterLayout.Slot keyValue = slot("attn_pool.kv." + kind);
    long outputs = query.shape().getFirst() + keyValue.shape().getFirst();
    tensors.add(
        new NamedTensor(
            theirs,
            withFirst(query.shape(), outputs),
            List.of(
                new NamedTensor.Part(query.name(), 0, query.size()),
                new NamedTensor.Part(keyValue.name(), 0, keyValue.size()))));
  }

  private static List<Long> withFirst(List<Long> shape, long first) {
    var changed = new ArrayList<>(shape);
    changed.set(0, first);
    return changed;
  }

  private ParameterLayout.Slot slot(String name) {
    ParameterLayout.Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalStateException("the model has no parameter '%s'".formatted(name));
    }
    return slot;
  }
}
