package shapelaw.torch.data.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The columns of a file, and which of them hold pictures and labels.
final class Schema {

  /// Columns of pictures, the first that exists is taken; a struct keeps them in `bytes`.
  private static final List<String> PICTURES =
      List.of("image.bytes", "img.bytes", "image", "img", "bytes");

  /// Columns of labels, the first that exists is taken.
  private static final List<String> LABELS = List.of("label", "labels", "fine_label");

  private static final int DEEPEST = 32;

  /// A long name of a group would be repeated in the paths of all its columns.
  private static final int LONGEST_PATH = 1024;

  private static final int MOST_ELEMENTS = 1 << 17;

  /// So many columns are named in an error; of the rest only paths that are looked for are kept.
  private static final int SHOWN = 50;

  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;

  /// An element of the schema; groups come before their children.
  ///
  /// @param children 0 for a column
  private record Element(String name, int type, int repetition, int children) {}

  private final List<Element> elements = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private int next;

  private Schema() {}

  /// Reads the schema.
  static Schema read(CompactReader in, int type) throws IOException {
    var schema = new Schema();
    in.list(
        type,
        element -> {
          if (schema.elements.size() == MOST_ELEMENTS) {
            throw new IOException("its schema has more than %d elements".formatted(MOST_ELEMENTS));
          }
          schema.elements.add(element(in, element));
        });
    if (schema.elements.isEmpty()) {
      throw new IOException("its schema is empty");
    }
    int fields = schema.elements.get(schema.next++).children;
    for (int i = 0; i < fields; i++) {
      schema.add("", 0, false, 1);
    }
    return schema;
  }

  private static Element element(CompactReader in, int elementType) throws IOException {
    var name = new String[] {""};
    var numbers = new int[3]; // type, repetition, children
    in.struct(
        elementType,
        (id, type) -> {
          switch (id) {
            case 1 -> numbers[0] = in.count(type);
            case 3 -> numbers[1] = in.count(type);
            case 4 -> name[0] = in.text(type);
            case 5 -> numbers[2] = in.count(type);
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Element(name[0], numbers[0], numbers[1], numbers[2]);
  }

  private void add(String parent, int parentLevel, boolean parentRepeated, int depth)
      throws IOException {
    if (next >= elements.size() || depth > DEEPEST) {
      throw new IOException("its schema is not a tree");
    }
    Element element = elements.get(next++);
    if (parent.length() + element.name.length() > LONGEST_PATH) {
      throw new IOException("a column's path has more than %d characters".formatted(LONGEST_PATH));
    }
    String path = parent + element.name;
    int level = parentLevel + (element.repetition == OPTIONAL ? 1 : 0);
    boolean repeated = parentRepeated || element.repetition == REPEATED;
    for (int i = 0; i < element.children; i++) {
      add(path + ".", level, repeated, depth + 1);
    }
    if (element.children == 0) {
      String kept = columns.size() < SHOWN || isLookedFor(path) ? path : "";
      columns.add(new Column(columns.size(), kept, Column.Type.of(element.type), level, repeated));
    }
  }

  private static boolean isLookedFor(String path) {
    return PICTURES.contains(path) || LABELS.contains(path);
  }

  /// The column of encoded pictures.
  Column pictures() throws IOException {
    return find("a column of encoded pictures", PICTURES, Set.of(Column.Type.BYTE_ARRAY));
  }

  /// The column of labels.
  Column labels() throws IOException {
    return find(
        "a column of whole-numbered labels", LABELS, Set.of(Column.Type.INT32, Column.Type.INT64));
  }

  private Column find(String what, List<String> names, Set<Column.Type> types) throws IOException {
    for (String name : names) {
      for (Column column : columns) {
        if (column.path().equals(name) && types.contains(column.type()) && !column.repeated()) {
          return column;
        }
      }
    }
    throw new IOException(
        "it has no %s (%s of type %s) among its columns %s"
            .formatted(
                what,
                String.join(", ", names),
                types.stream().sorted().toList(),
                columns.stream().limit(SHOWN).map(c -> c.path() + " " + c.type()).toList()));
  }
}
