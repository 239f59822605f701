# A value or another array to a part
import numpy as np
m = np.arange(24.0).reshape(4, 6)
m[1:3] = 0
m[3] = np.array([1, 2, 3, 4, 5, 6])
m[0, 4:] = m[3, :2]
print(m)
