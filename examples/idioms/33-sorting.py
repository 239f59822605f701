# Sorted in place
import numpy as np
m = np.array([3.0, 1, 2])
m.sort()
print(m)
