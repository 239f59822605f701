# Planes to pixels
import numpy as np
r, g, b = np.full((2, 2), 1), np.full((2, 2), 2), np.full((2, 2), 3)
print(np.stack([r, g, b], axis=-1))
