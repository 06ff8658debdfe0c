/// A study's runs as configurations for other trainers. Every run carries its Shapelaw id, so that
/// what it gives elsewhere is found again; what a trainer cannot express is said, never dropped.
@NullMarked
package shapelaw.runs.exports;

import org.jspecify.annotations.NullMarked;
