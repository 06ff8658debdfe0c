package shapelaw.runs.imports;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// Where some of a study's rows came from, and what became of the others.
///
/// @param source name of the table's file
/// @param sha256 hash of its bytes
/// @param importedAt when, in UTC
/// @param mapping which column meant what
/// @param rowsRead rows of the table
/// @param rowsKept rows that were taken
/// @param leftOut the others, by reason
public record ImportRecord(
    String source,
    String sha256,
    @JsonProperty("imported_at") String importedAt,
    MappingRequest mapping,
    @JsonProperty("rows_read") int rowsRead,
    @JsonProperty("rows_kept") int rowsKept,
    @JsonProperty("left_out") List<LeftOut> leftOut) {}
