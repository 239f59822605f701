# One below the other
import numpy as np
a = np.arange(6).reshape(2, 3)
b = a[::-1]
out = np.empty((4, 3), int)
out[:2] = a
out[2:] = b
print(out)
