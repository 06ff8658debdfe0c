"""Turns JPEG files into training inputs as PyTorch users do: Pillow's decoder, then torchvision's random
resized crop and mirror image, values in [-1, 1]; where there is no torchvision, the same with Pillow alone.

Prints the versions, then for every line with a number of images the CPU seconds that they took, in one thread.
Arguments: a file with the paths, the side of the inputs in pixels.
"""

import math
import random
import sys
import time

import PIL
from PIL import Image

paths = open(sys.argv[1], encoding="utf-8").read().splitlines()
size = int(sys.argv[2])
AREA = (0.05, 1.0)
ASPECT = (3 / 4, 4 / 3)

try:
    import torch
    import torchvision
    from torchvision import transforms

    torch.set_num_threads(1)
    augment = transforms.Compose(
        [
            transforms.RandomResizedCrop(
                size, AREA, ASPECT, interpolation=transforms.InterpolationMode.BILINEAR
            ),
            transforms.RandomHorizontalFlip(),
            transforms.PILToTensor(),
            transforms.Lambda(lambda image: image.float() / 127.5 - 1),
        ]
    )
    version = f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}"
except (ImportError, RuntimeError):  # torchvision raises the latter if it does not fit torch

    def augment(image):
        """(size, size, 3) bytes: without torchvision there is nothing to make floats with."""
        width, height = image.size
        for _ in range(10):
            area = random.uniform(*AREA) * width * height
            aspect = math.exp(random.uniform(math.log(ASPECT[0]), math.log(ASPECT[1])))
            w, h = round(math.sqrt(area * aspect)), round(math.sqrt(area / aspect))
            if 0 < w <= width and 0 < h <= height:
                break
        else:
            w, h = width, height
        left, top = random.randint(0, width - w), random.randint(0, height - h)
        image = image.crop((left, top, left + w, top + h)).resize((size, size), Image.BILINEAR)
        return (image.transpose(Image.FLIP_LEFT_RIGHT) if random.random() < 0.5 else image).tobytes()

    version = f"Pillow {PIL.__version__}"

print(version, flush=True)
made = 0
for line in sys.stdin:
    start = time.process_time()
    for _ in range(int(line)):
        with open(paths[made % len(paths)], "rb") as file:
            augment(Image.open(file).convert("RGB"))
        made += 1
    print(time.process_time() - start, flush=True)
