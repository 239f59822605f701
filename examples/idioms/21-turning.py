# Mirrored and turned
import numpy as np
m = np.arange(6).reshape(2, 3)
print(np.flip(m, 0))
print(np.rot90(m))
