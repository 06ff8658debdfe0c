"""Makes the fixtures of PillowTest beside this script: what Pillow does with one small picture.

Run: python pillow_fixtures.py. Made with Pillow 12 (the version is in pillow_fixtures.txt); every
operation is the one of torchvision's RandAugment for PIL images or Pillow's own.

Each line of the text file is a name, the arguments, width, height, and (height, width, 3) as hex.
"""

import math
from pathlib import Path

import PIL
from PIL import Image, ImageEnhance, ImageOps

WIDTH, HEIGHT = 20, 16
GREY = (128, 128, 128)


def picture():
    """Smooth parts, edges and noise, by integers only; channels use different ranges."""
    image = Image.new("RGB", (WIDTH, HEIGHT))
    state = 1
    for y in range(HEIGHT):
        for x in range(WIDTH):
            state = (state * 1103515245 + 12345) % 2**31
            noise = (state >> 16) % 40
            edge = 60 if (x - 8) ** 2 + (y - 7) ** 2 < 25 else 0
            image.putpixel((x, y), (30 + 7 * x + noise, 60 + 5 * y + edge + noise // 2, 100 + edge + noise))
    return image


def affine(image, *matrix):
    return image.transform(image.size, Image.Transform.AFFINE, matrix, Image.Resampling.NEAREST, fillcolor=GREY)


def solarize_add(image, addition):
    return image.point(lambda v: min(255, v + addition) if v < 128 else v)


def main():
    image = picture()
    results = [("original", [], image)]

    def add(name, arguments, result):
        results.append((name, arguments, result))

    for width, height in [(9, 7), (31, 40), (20, 5), (3, 16), (13, 13)]:
        add("resize", [width, height], image.resize((width, height), Image.Resampling.BILINEAR))
    add("resize-part", [3, 2, 11, 13, 6, 6], image.crop((3, 2, 14, 15)).resize((6, 6), Image.Resampling.BILINEAR))
    add("autocontrast", [], ImageOps.autocontrast(image))
    add("equalize", [], ImageOps.equalize(image))
    add("invert", [], ImageOps.invert(image))
    for bits in (1, 2, 4):
        add("posterize", [bits], ImageOps.posterize(image, bits))
    for threshold in (0, 128, 256):
        add("solarize", [threshold], ImageOps.solarize(image, threshold))
    add("solarize-add", [110], solarize_add(image, 110))
    for factor in (0.1, 0.55, 1.9):
        add("color", [factor], ImageEnhance.Color(image).enhance(factor))
        add("contrast", [factor], ImageEnhance.Contrast(image).enhance(factor))
        add("brightness", [factor], ImageEnhance.Brightness(image).enhance(factor))
        add("sharpness", [factor], ImageEnhance.Sharpness(image).enhance(factor))
    for degrees in (30, -12.3):
        add("rotate", [math.radians(degrees)], image.rotate(degrees, Image.Resampling.NEAREST, fillcolor=GREY))
    for slope in (0.3, -0.17):
        add("shear-x", [slope], affine(image, 1, slope, 0, 0, 1, 0))
        add("shear-y", [slope], affine(image, 1, 0, 0, slope, 1, 0))
    add("translate", [5, 0], affine(image, 1, 0, 5, 0, 1, 0))
    add("translate", [0, -3], affine(image, 1, 0, 0, 0, 1, -3))

    lines = [f"# Pillow {PIL.__version__}"]
    for name, arguments, result in results:
        words = [name, *map(str, arguments), str(result.width), str(result.height), result.tobytes().hex()]
        lines.append(" ".join(words))
    Path(__file__).with_suffix(".txt").write_text("\n".join(lines) + "\n")


main()
