# Some dimensions, whatever the others
import numpy as np
m = np.arange(24).reshape(2, 3, 4)
print(m[..., 0])
print(m[0, ...])
