# Arithmetic into other memory
import numpy as np
a, b = np.arange(3), np.array([0.5, 1.5, 2.5])
out = np.zeros(3)
np.add(a, b, out=out)
print(out)
