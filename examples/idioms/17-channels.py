# Planes to pixels
import numpy as np
rgb = np.empty((2, 2, 3), int)
for c in range(3):
    rgb[..., c] = np.full((2, 2), c + 1)
print(rgb)
