# A slice as Python writes it
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m[1:-1, ..., ::3])
