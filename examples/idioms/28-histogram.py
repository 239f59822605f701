# How often each value occurs
import numpy as np
m = np.array([[1, 2, 2], [3, 1, 2]], np.uint8)
print(np.bincount(m.ravel(), minlength=5))
