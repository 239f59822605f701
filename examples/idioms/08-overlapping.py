# A part onto itself
import numpy as np
m = np.arange(6)
m[1:6] = m[0:5]
print(m)
