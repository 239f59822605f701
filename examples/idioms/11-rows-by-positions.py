# Rows in any order
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m[[2, 0, 1]])
