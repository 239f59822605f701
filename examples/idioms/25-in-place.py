# Arithmetic in place
import numpy as np
m = np.arange(6.0).reshape(2, 3)
m *= 2
print(m)
