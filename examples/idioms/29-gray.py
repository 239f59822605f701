# A color picture to gray
import numpy as np
rgb = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
gray = rgb @ np.array([0.25, 0.5, 0.25])
print(gray.astype(np.uint8))
