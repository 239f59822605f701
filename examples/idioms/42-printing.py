# Fewer digits
import numpy as np
m = np.arange(24).reshape(4, 6) / 7
print(np.array2string(m, precision=2))
