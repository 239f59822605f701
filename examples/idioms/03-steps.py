# Steps, and backwards
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m[::-1, ::2])
print(m[2:0:-1, 5:0:-2])
