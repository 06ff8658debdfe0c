package shapelaw.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shapelaw.run.DataSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class StudyTemplatesTest {

  @TempDir Path folder;

  private static final JsonNode SCHEMA = new JsonMapper().readTree(StudyTemplates.schema());

  @Test
  void theExampleHoldsEveryKeyOfTheSchema() {
    // What excludes something else, or is off by default, is there as a comment.
    String all = StudyTemplates.example().replaceAll("(?m)^( *)# ( *[a-z_]+:)", "$1$2");
    var missing = new TreeSet<>(keysOf(SCHEMA, ""));
    missing.removeAll(keysIn(new YAMLMapper().readTree(all), ""));
    assertThat(missing).isEmpty();
  }

  private static Set<String> keysOf(JsonNode schema, String prefix) {
    var keys = new TreeSet<String>();
    JsonNode target =
        schema.has("$ref") ? SCHEMA.at(schema.get("$ref").stringValue().substring(1)) : schema;
    target
        .path("properties")
        .forEachEntry((key, value) -> {
          keys.add(prefix + key);
          keys.addAll(keysOf(value, prefix + key + "."));
        });
    return keys;
  }

  private static Set<String> keysIn(JsonNode node, String prefix) {
    var keys = new TreeSet<String>();
    if (node.isObject()) {
      node.forEachEntry((key, value) -> {
        keys.add(prefix + key);
        keys.addAll(keysIn(value, prefix + key + "."));
      });
    }
    return keys;
  }

  @Test
  void theExamplesDefaultsAreTheSchemas() {
    JsonNode example = new YAMLMapper().readTree(StudyTemplates.example());
    for (String section : new String[] {"recipe", "evaluation", "workers", "simulation"}) {
      SCHEMA
          .at("/properties/" + section + "/properties")
          .forEachEntry((key, schema) -> {
            if (schema.has("default")) {
              assertThat(example.get(section).get(key))
                  .as(section + "." + key)
                  .satisfies(value ->
                      assertThat(value.toString())
                          .isEqualTo(asYaml(schema.get("default")).toString()));
            }
          });
    }
  }

  @Test
  void whatTheExampleSaysOfDefaultsOfDataIsTheSchemas() {
    String all = StudyTemplates.example().replaceAll("(?m)^( *)# ( *[a-z_]+:)", "$1$2");
    JsonNode data = new YAMLMapper().readTree(all).get("data");
    assertDefaults(SCHEMA.at("/properties/data/properties/images"), data.get("images"));
    assertDefaults(SCHEMA.at("/properties/data/properties/fractals"), data.get("fractals"));
  }

  private static void assertDefaults(JsonNode schema, JsonNode example) {
    schema
        .get("properties")
        .forEachEntry((key, value) -> {
          if (value.has("default")) {
            assertThat(example.get(key).toString())
                .as(key)
                .isEqualTo(asYaml(value.get("default")).toString());
          } else if (value.has("properties")) {
            assertDefaults(value, example.get(key));
          }
        });
  }

  @Test
  void theUsualEvaluationResizeIsTheDefault() {
    assertThat(
            SCHEMA
                .at("/properties/data/properties/images/properties/evaluation_resize/default")
                .doubleValue())
        .isEqualTo(DataSpec.Preprocessing.USUAL_EVALUATION_RESIZE);
  }

  private static JsonNode asYaml(JsonNode json) {
    return new YAMLMapper().readTree(json.toString());
  }

  @Test
  void theSchemaIsValidAndDescribesEveryKey() {
    var metaschema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    assertThat(metaschema.validate(StudyTemplates.schema(), InputFormat.JSON)).isEmpty();
    assertDescribed(SCHEMA, "study");
  }

  private static void assertDescribed(JsonNode schema, String name) {
    schema
        .path("properties")
        .forEachEntry((key, value) -> {
          assertThat(value.path("description").asString("")).as(name + "." + key).isNotBlank();
          assertDescribed(value, name + "." + key);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"example", "demo"})
  void editorsFindTheSchemaByTheFirstLine(String name) {
    String text = name.equals("demo") ? StudyTemplates.demo() : StudyTemplates.example();
    assertThat(text)
        .startsWith("# yaml-language-server: $schema=./" + StudyTemplates.SCHEMA_FILE + "\n");
  }

  @Test
  void writesAStudyThatReadsBackAndNeverOverwritesOne() throws Exception {
    Path target = folder.resolve("..my sweep, 2");
    assertThat(StudyTemplates.write(target))
        .containsExactly(target.resolve("study.yaml"), target.resolve("study.schema.json"))
        .allMatch(Files::isRegularFile);
    assertThat(StudyFile.read(target.resolve("study.yaml")).name()).isEqualTo("my-sweep-2");
    Files.writeString(target.resolve("study.yaml"), "mine");
    assertThatExceptionOfType(FileAlreadyExistsException.class)
        .isThrownBy(() -> StudyTemplates.write(target));
    assertThat(target.resolve("study.yaml")).hasContent("mine");
  }
}
