# Positions of any rank
import numpy as np
m = np.zeros((2, 3), int)
for i, j in np.ndindex(m.shape):
    m[i, j] = 10 * i + j
print(m)
