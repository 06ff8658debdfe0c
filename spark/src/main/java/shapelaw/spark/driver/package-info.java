/// The driver of a Spark application, inside the coordinator.
@NullMarked
package shapelaw.spark.driver;

import org.jspecify.annotations.NullMarked;
