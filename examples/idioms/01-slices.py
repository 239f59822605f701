# Parts by ranges
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m[1:3, 2:5])
