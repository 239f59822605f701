# One of two values
import numpy as np
m = np.arange(0, 240, 10, dtype=np.uint8).reshape(4, 6)
print(np.where(m > 127, 255, 0))
