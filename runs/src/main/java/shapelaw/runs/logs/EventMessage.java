package shapelaw.runs.logs;

import static shapelaw.runs.logs.ProtoFields.fields;
import static shapelaw.runs.logs.ProtoFields.fixed32;
import static shapelaw.runs.logs.ProtoFields.fixed64;
import static shapelaw.runs.logs.ProtoFields.message;
import static shapelaw.runs.logs.ProtoFields.part;
import static shapelaw.runs.logs.ProtoFields.varint;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// One event of a TensorBoard file, as far as it is of interest: scalars and hyper-parameters.
///
/// Field numbers are those of `event.proto`, `summary.proto`, `tensor.proto` (TensorFlow) and
/// `plugins/hparams/plugin_data.proto` (TensorBoard); what is unknown is passed over.
///
/// @param wallSeconds when, in seconds since 1970
/// @param step of the training
/// @param scalars logged numbers by tag
/// @param hyperParameters what the hparams plugin says of the run
/// @param ended how the hparams plugin says that the run ended, if it does
record EventMessage(
    double wallSeconds,
    long step,
    Map<String, Double> scalars,
    Map<String, String> hyperParameters,
    Optional<String> ended) {

  private static final String HPARAMS = "hparams";

  /// Codes of `SessionEndInfo.status`.
  private static final List<String> ENDS = List.of("unknown", "success", "failure", "running");

  /// Reads a message.
  ///
  /// @throws IOException if the bytes are none
  static EventMessage read(byte[] bytes) throws IOException {
    var reader = new Reader();
    fields(CodedInputStream.newInstance(bytes), reader::event);
    return new EventMessage(
        reader.wallSeconds, reader.step, reader.scalars, reader.hyperParameters, reader.ended);
  }

  private static final class Reader {
    private final Map<String, Double> scalars = new LinkedHashMap<>();
    private final Map<String, String> hyperParameters = new LinkedHashMap<>();
    private Optional<String> ended = Optional.empty();
    private double wallSeconds;
    private long step;

    boolean event(int tag, CodedInputStream in) throws IOException {
      if (tag == fixed64(1)) {
        wallSeconds = in.readDouble();
      } else if (tag == varint(2)) {
        step = in.readInt64();
      } else if (tag == message(5)) {
        fields(part(in), this::summary);
      } else {
        return false;
      }
      return true;
    }

    private boolean summary(int tag, CodedInputStream in) throws IOException {
      if (tag != message(1)) {
        return false;
      }
      var value = new Value();
      fields(part(in), value::read);
      if (value.plugin.equals(HPARAMS)) {
        fields(value.content.newCodedInput(), this::hparams);
      } else {
        value.number().ifPresent(number -> scalars.put(value.tag, number));
      }
      return true;
    }

    private boolean hparams(int tag, CodedInputStream in) throws IOException {
      if (tag == message(3)) {
        fields(part(in), this::sessionStart);
      } else if (tag == message(4)) {
        fields(part(in), this::sessionEnd);
      } else {
        return false;
      }
      return true;
    }

    private boolean sessionStart(int tag, CodedInputStream in) throws IOException {
      if (tag != message(1)) {
        return false;
      }
      var entry = new HyperParameter();
      fields(part(in), entry::read);
      hyperParameters.put(entry.name, entry.value);
      return true;
    }

    private boolean sessionEnd(int tag, CodedInputStream in) throws IOException {
      if (tag != varint(1)) {
        return false;
      }
      int code = in.readEnum();
      ended = Optional.of(code > 0 && code < ENDS.size() ? ENDS.get(code) : ENDS.getFirst());
      return true;
    }
  }

  /// An entry of a map of `google.protobuf.Value`.
  private static final class HyperParameter {
    private String name = "";
    private String value = "";

    boolean read(int tag, CodedInputStream in) throws IOException {
      if (tag == message(1)) {
        name = in.readStringRequireUtf8();
      } else if (tag == message(2)) {
        fields(part(in), this::value);
      } else {
        return false;
      }
      return true;
    }

    private boolean value(int tag, CodedInputStream in) throws IOException {
      if (tag == fixed64(2)) {
        double number = in.readDouble();
        value =
            number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
      } else if (tag == message(3)) {
        value = in.readStringRequireUtf8();
      } else if (tag == varint(4)) {
        value = String.valueOf(in.readBool());
      } else {
        return false;
      }
      return true;
    }
  }

  /// `Summary.Value`.
  private static final class Value {
    private String tag = "";
    private String plugin = "";
    private ByteString content = ByteString.EMPTY;
    private OptionalDouble simple = OptionalDouble.empty();
    private Optional<TensorMessage> tensor = Optional.empty();

    boolean read(int field, CodedInputStream in) throws IOException {
      if (field == message(1)) {
        tag = in.readStringRequireUtf8();
      } else if (field == fixed32(2)) {
        simple = OptionalDouble.of(in.readFloat());
      } else if (field == message(8)) {
        var read = new TensorMessage();
        fields(part(in), read::read);
        tensor = Optional.of(read);
      } else if (field == message(9)) {
        fields(part(in), this::metadata);
      } else {
        return false;
      }
      return true;
    }

    private boolean metadata(int field, CodedInputStream in) throws IOException {
      if (field != message(1)) {
        return false;
      }
      fields(part(in), this::plugin);
      return true;
    }

    private boolean plugin(int field, CodedInputStream in) throws IOException {
      if (field == message(1)) {
        plugin = in.readStringRequireUtf8();
      } else if (field == message(2)) {
        content = in.readBytes();
      } else {
        return false;
      }
      return true;
    }

    OptionalDouble number() {
      return simple.isPresent()
          ? simple
          : tensor.map(TensorMessage::scalar).orElse(OptionalDouble.empty());
    }
  }
}
