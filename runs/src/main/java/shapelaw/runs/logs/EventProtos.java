package shapelaw.runs.logs;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/// Messages of `event.proto`; the numbers of their fields are those that [EventMessage] reads.
final class EventProtos {
  private static final int DOUBLE_TYPE = 2;
  private static final int SCALAR_CLASS = 1;

  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,15}(\\.\\d+)?([eE][-+]?\\d{1,3})?");

  private EventProtos() {}

  @FunctionalInterface
  private interface Content {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  static byte[] version(double seconds) throws IOException {
    return event(seconds, 0, out -> out.writeString(3, "brain.Event:2"));
  }

  static byte[] restart(double seconds, long step) throws IOException {
    return event(seconds, step, out -> out.writeByteArray(7, bytes(log -> log.writeEnum(1, 1))));
  }

  static byte[] scalar(String tag, MetricPoint point) throws IOException {
    byte[] tensor =
        bytes(out -> {
          out.writeEnum(1, DOUBLE_TYPE);
          out.writeByteArray(2, new byte[0]);
          out.writeByteArray(6, bytes(numbers -> numbers.writeDoubleNoTag(point.value())));
        });
    byte[] metadata =
        bytes(out -> {
          out.writeByteArray(1, bytes(plugin -> plugin.writeString(1, "scalars")));
          out.writeEnum(4, SCALAR_CLASS);
        });
    return value(
        EventFileWriter.seconds(point.millis()),
        point.step(),
        out -> {
          out.writeString(1, tag);
          out.writeByteArray(8, tensor);
          out.writeByteArray(9, metadata);
        });
  }

  /// What a run is: parameters, which may be numbers, and tags, which are texts.
  static byte[] sessionStart(double seconds, Map<String, String> params, Map<String, String> tags)
      throws IOException {
    byte[] session =
        bytes(out -> {
          for (Map.Entry<String, String> param : params.entrySet()) {
            boolean number = NUMBER.matcher(param.getValue()).matches();
            out.writeByteArray(1, entry(param.getKey(), param.getValue(), number));
          }
          for (Map.Entry<String, String> tag : tags.entrySet()) {
            out.writeByteArray(1, entry(tag.getKey(), tag.getValue(), false));
          }
          out.writeDouble(5, seconds);
        });
    return hparams(seconds, "_hparams_/session_start_info", 3, session);
  }

  static byte[] sessionEnd(double seconds, boolean success) throws IOException {
    byte[] session =
        bytes(out -> {
          out.writeEnum(1, success ? 1 : 2);
          out.writeDouble(2, seconds);
        });
    return hparams(seconds, "_hparams_/session_end_info", 4, session);
  }

  private static byte[] entry(String name, String text, boolean number) throws IOException {
    return bytes(out -> {
      out.writeString(1, name);
      out.writeByteArray(
          2,
          bytes(value -> {
            if (number) {
              value.writeDouble(2, Double.parseDouble(text));
            } else {
              value.writeString(3, text);
            }
          }));
    });
  }

  private static byte[] hparams(double seconds, String tag, int field, byte[] session)
      throws IOException {
    byte[] plugin =
        bytes(out -> {
          out.writeString(1, "hparams");
          out.writeByteArray(2, bytes(data -> data.writeByteArray(field, session)));
        });
    return value(
        seconds,
        0,
        out -> {
          out.writeString(1, tag);
          out.writeByteArray(9, bytes(metadata -> metadata.writeByteArray(1, plugin)));
        });
  }

  private static byte[] value(double seconds, long step, Content value) throws IOException {
    byte[] summary = bytes(out -> out.writeByteArray(1, bytes(value)));
    return event(seconds, step, out -> out.writeByteArray(5, summary));
  }

  private static byte[] event(double seconds, long step, Content content) throws IOException {
    return bytes(out -> {
      out.writeDouble(1, seconds);
      out.writeInt64(2, step);
      content.writeTo(out);
    });
  }

  private static byte[] bytes(Content content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    content.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }
}
