# One below the other
import numpy as np
a = np.arange(6).reshape(2, 3)
out = np.empty((4, 3), int)
out[:2] = a
out[2:] = a + 10
print(out)
