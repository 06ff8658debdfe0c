package shapelaw.conventions;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The arrows of ARCHITECTURE.md: who may know whom.
class ModulesTest {

  /// The packages of `core`; each may know those before it.
  private static final List<String> CORE =
      List.of("shape", "cost", "numerics", "law", "run", "sweep", "recommend", "simulation");

  private static final Pattern MODULE = Pattern.compile("/(\\w+)/target/");

  private static final String[] CORE_PACKAGES = corePackages();

  /// Package identifiers of `core`, as ArchUnit writes them.
  static String[] corePackages() {
    return CORE.stream().map(name -> "shapelaw." + name + "..").toArray(String[]::new);
  }

  @Test
  void everyModuleIsSeen() {
    var seen = new TreeSet<String>();
    for (JavaClass type : Project.CLASSES) {
      seen.add(moduleOf(type));
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("core", "torch", "runs", "spark", "report", "dashboard", "cli");
  }

  @Test
  void corePackagesKnowOnlyEarlierOnes() {
    LayeredArchitecture layers = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : CORE) {
      layers = layers.optionalLayer(name).definedBy("shapelaw." + name + "..");
    }
    for (int i = 0; i < CORE.size(); i++) {
      String[] later = CORE.subList(i + 1, CORE.size()).toArray(String[]::new);
      layers =
          later.length == 0
              ? layers.whereLayer(CORE.get(i)).mayNotBeAccessedByAnyLayer()
              : layers.whereLayer(CORE.get(i)).mayOnlyBeAccessedByLayers(later);
    }
    layers.check(Project.CLASSES);
  }

  @Test
  void aRunKnowsOnlyShapesAndCosts() {
    noClasses()
        .that()
        .resideInAPackage("shapelaw.run..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("shapelaw.numerics..", "shapelaw.law..")
        .check(Project.CLASSES);
  }

  @Test
  void modulesKnowOnlyWhatTheArrowsSay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("core")
        .definedBy(CORE_PACKAGES)
        .layer("torch")
        .definedBy("shapelaw.torch..")
        .layer("runs")
        .definedBy("shapelaw.runs..")
        .layer("spark")
        .definedBy("shapelaw.spark..")
        .layer("report")
        .definedBy("shapelaw.report..")
        .layer("dashboard")
        .definedBy("shapelaw.dashboard..")
        .layer("cli")
        .definedBy("shapelaw.cli..", "shapelaw.study..")
        .whereLayer("core")
        .mayOnlyBeAccessedByLayers("torch", "runs", "spark", "report", "dashboard", "cli")
        .whereLayer("torch")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("runs")
        .mayOnlyBeAccessedByLayers("spark", "dashboard", "cli")
        .whereLayer("spark")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("report")
        .mayOnlyBeAccessedByLayers("dashboard", "cli")
        .whereLayer("dashboard")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .ensureAllClassesAreContainedInArchitecture()
        .check(Project.CLASSES);
  }

  @Test
  void studiesAreReadWithoutTheCommands() {
    noClasses()
        .that()
        .resideInAPackage("shapelaw.study..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("shapelaw.cli..", "info.picocli..", "picocli..")
        .check(Project.CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("shapelaw.(**)").should().beFreeOfCycles().check(Project.CLASSES);
  }

  @Test
  void onlyTorchSeesLibtorch() {
    noClasses()
        .that()
        .resideOutsideOfPackage("shapelaw.torch..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(Project.CLASSES);
  }

  @Test
  void onlySparkSeesSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackages("shapelaw.spark.driver..", "shapelaw.spark.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(Project.CLASSES);
  }

  /// Nothing but Spark and the JDK is there.
  @Test
  void tasksOnSparkWorkersSeeNothingElseOfShapelaw() {
    noClasses()
        .that()
        .resideInAPackage("shapelaw.spark.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("shapelaw.run..", "shapelaw.runs..", "shapelaw.spark", "org.slf4j..")
        .check(Project.CLASSES);
  }

  @Test
  void onlyRunsSeesDatabases() {
    noClasses()
        .that()
        .resideOutsideOfPackage("shapelaw.runs..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..", "org.duckdb..")
        .check(Project.CLASSES);
  }

  @Test
  void onlyTheDashboardServes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("shapelaw.dashboard..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.sun.net.httpserver..")
        .check(Project.CLASSES);
  }

  @Test
  void onlyTheCommandsSeePicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackage("shapelaw.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(Project.CLASSES);
  }

  @Test
  void coreSeesOnlyTheJdkAndHipparchus() {
    classes()
        .that()
        .resideInAnyPackage(CORE_PACKAGES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            concat(
                CORE_PACKAGES,
                "java.lang..",
                "java.math..",
                "java.nio..",
                "java.security..",
                "java.text..",
                "java.time..",
                "java.util..",
                "java.io..",
                "org.hipparchus..",
                "org.jspecify.."))
        .check(Project.CLASSES);
  }

  private static String[] concat(String[] first, String... more) {
    return Stream.concat(Arrays.stream(first), Arrays.stream(more)).toArray(String[]::new);
  }

  /// The module from whose folder or jar a class was read.
  private static String moduleOf(JavaClass type) {
    String place = type.getSource().orElseThrow().getUri().toString();
    Matcher module = MODULE.matcher(place);
    assertThat(module.find()).as("a module's folder in " + place).isTrue();
    return module.group(1);
  }
}
