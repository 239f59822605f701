# Items that meet a condition
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m[m > 20])
m[m > 10] = 0
print(m)
