package shapelaw.report.study;

import java.util.Optional;
import shapelaw.recommend.HardwareChoice;
import shapelaw.recommend.RoundingPrices;

/// Shapes near the recommended one that hardware may like better.
///
/// @param prices in predicted loss
/// @param choice by measured speed; empty if none of them was timed
public record Roundings(RoundingPrices prices, Optional<HardwareChoice> choice) {}
