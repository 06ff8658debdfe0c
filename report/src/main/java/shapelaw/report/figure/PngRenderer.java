package shapelaw.report.figure;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/// Turns a figure's SVG into PNG, twice as fine as a plain screen.
public final class PngRenderer {
  private static final int PIXELS_A_UNIT = 2;

  /// Without a limit on elements: jsvg refuses more than 2,000, as a guard against hostile files,
  /// but figures are made here and have a mark for every measurement.
  private static final LoaderContext OWN_FIGURES =
      LoaderContext.builder()
          .documentLimits(
              new DocumentLimits(
                  DocumentLimits.DEFAULT_MAX_NESTING_DEPTH,
                  DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH,
                  Integer.MAX_VALUE))
          .build();

  private PngRenderer() {}

  /// The image as a PNG file's bytes.
  ///
  /// @throws IOException if Java finds no fonts or cannot read the SVG
  public static byte[] png(String svg) throws IOException {
    SVGDocument document =
        new SVGLoader()
            .load(
                new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)), null, OWN_FIGURES);
    if (document == null) {
      throw new IOException("the figure's SVG must be readable but was not.");
    }
    int width = (int) Math.ceil(document.size().width * PIXELS_A_UNIT);
    int height = (int) Math.ceil(document.size().height * PIXELS_A_UNIT);
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.scale(PIXELS_A_UNIT, PIXELS_A_UNIT);
      document.render(null, graphics);
    } catch (LinkageError | InternalError e) {
      throw new IOException(
          "Java must find fonts to draw PNG but did not. Maybe install fontconfig.", e);
    } finally {
      graphics.dispose();
    }
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
