# The same along a dimension
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m.sum(axis=0))
print(m.max(axis=1))
print(m.argmax(axis=1))
