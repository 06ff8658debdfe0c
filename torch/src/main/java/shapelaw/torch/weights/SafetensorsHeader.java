package shapelaw.torch.weights;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The header of a safetensors file: JSON that says for each tensor its type, shape and place in
/// the data, and a free table of texts under `__metadata__`. What is read here may come from
/// anybody, so everything is checked before anything is done with it:
///
/// ```text
/// {"__metadata__": {"format": "pt"}, "head.bias": {"dtype": "F32", "shape": [10], "data_offsets": [0, 40]}}
/// ```
///
/// @param tensors in the order of their data, which has neither holes nor overlaps
/// @param metadata texts, none if the file has none
record SafetensorsHeader(Map<String, TensorEntry> tensors, Map<String, String> metadata) {

  /// The reference implementation takes no more.
  static final int MOST_BYTES = 100_000_000;

  private static final String METADATA = "__metadata__";

  /// A file's header ends where its data begins; at multiples of this many bytes every number is
  /// aligned.
  private static final int ALIGNMENT = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  private static final JsonMapper WRITER = JsonMapper.builder().build();

  SafetensorsHeader {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /// Reads a header.
  ///
  /// @param bytes the JSON
  /// @param dataBytes bytes of the file after it
  /// @throws WeightsException if anything about it is wrong
  static SafetensorsHeader parse(byte[] bytes, long dataBytes) {
    if (bytes.length == 0 || bytes[0] != '{') {
      throw new WeightsException("the header must begin with '{' but does not.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return inOrder(read(text), dataBytes);
    } catch (CharacterCodingException e) {
      throw new WeightsException("the header must be UTF-8 but is not.", e);
    } catch (JacksonException e) {
      throw new WeightsException(
          "the header must be valid JSON but is not: " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("no reason given");
  }

  private static SafetensorsHeader read(String text) {
    var tensors = new LinkedHashMap<String, TensorEntry>();
    Map<String, String> metadata = Map.of();
    try (JsonParser parser =
        JSON.createParser(tools.jackson.core.ObjectReadContext.empty(), text)) {
      require(parser.nextToken(), JsonToken.START_OBJECT, "the header");
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        require(parser.nextToken(), JsonToken.START_OBJECT, "'" + name + "'");
        if (name.equals(METADATA)) {
          metadata = texts(parser);
        } else {
          tensors.put(name, tensor(name, parser));
        }
      }
      if (parser.nextToken() != null) {
        throw new WeightsException("the header must be one object but more follows.");
      }
    }
    return new SafetensorsHeader(tensors, metadata);
  }

  private static void require(JsonToken found, JsonToken expected, String what) {
    if (found != expected) {
      throw new WeightsException("%s must be %s but was %s.".formatted(what, expected, found));
    }
  }

  private static Map<String, String> texts(JsonParser parser) {
    var texts = new LinkedHashMap<String, String>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      require(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + " '" + key + "'");
      texts.put(key, parser.getString());
    }
    return texts;
  }

  private static TensorEntry tensor(String name, JsonParser parser) {
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (key) {
        case "dtype" -> {
          require(value, JsonToken.VALUE_STRING, "dtype of '" + name + "'");
          type = parser.getString();
        }
        case "shape" -> shape = integers(parser, "shape of '" + name + "'");
        case "data_offsets" -> offsets = integers(parser, "data_offsets of '" + name + "'");
        default ->
            throw new WeightsException(
                "'%s' must have dtype, shape and data_offsets only but has '%s'."
                    .formatted(name, key));
      }
    }
    if (type == null || shape == null || offsets == null || offsets.size() != 2) {
      throw new WeightsException(
          "'%s' must have dtype, shape and two data_offsets but has not.".formatted(name));
    }
    return new TensorEntry(name, NumberType.of(type), shape, offsets.getFirst(), offsets.getLast());
  }

  private static List<Long> integers(JsonParser parser, String what) {
    require(parser.currentToken(), JsonToken.START_ARRAY, what);
    var integers = new ArrayList<Long>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      require(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
      integers.add(parser.getLongValue());
    }
    return integers;
  }

  /// The same with tensors in the order of their data, once that is known to be covered exactly.
  private static SafetensorsHeader inOrder(SafetensorsHeader header, long dataBytes) {
    List<TensorEntry> entries =
        header.tensors.values().stream()
            .sorted(
                Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end))
            .toList();
    long end = 0;
    for (TensorEntry entry : entries) {
      if (entry.begin() != end) {
        throw new WeightsException(
            "'%s' must begin at byte %d of the data, where the tensor before it ends, but begins at %d."
                .formatted(entry.name(), end, entry.begin()));
      }
      end = entry.end();
    }
    if (end != dataBytes) {
      throw new WeightsException(
          "the data must be the %d bytes that the header describes but are %d. Maybe the file is not whole."
              .formatted(end, dataBytes));
    }
    return new SafetensorsHeader(byName(entries), header.metadata);
  }

  private static Map<String, TensorEntry> byName(Collection<TensorEntry> entries) {
    var byName = new LinkedHashMap<String, TensorEntry>();
    entries.forEach(entry -> byName.put(entry.name(), entry));
    return byName;
  }

  /// The header as JSON in one line, with spaces at its end up to a multiple of eight bytes.
  byte[] format() {
    ObjectNode root = WRITER.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject(METADATA);
      metadata.forEach(texts::put);
    }
    for (TensorEntry entry : tensors.values()) {
      ObjectNode tensor = root.putObject(entry.name());
      tensor.put("dtype", entry.type().name());
      entry.shape().forEach(tensor.putArray("shape")::add);
      tensor.putArray("data_offsets").add(entry.begin()).add(entry.end());
    }
    String text = WRITER.writeValueAsString(root);
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    int padded = Math.ceilDiv(length, ALIGNMENT) * ALIGNMENT;
    byte[] bytes = (text + " ".repeat(padded - length)).getBytes(StandardCharsets.UTF_8);
    if (bytes.length > MOST_BYTES) {
      throw new WeightsException(
          "the header must have at most %d bytes but had %d.".formatted(MOST_BYTES, bytes.length));
    }
    return bytes;
  }
}
