# Sum, mean, extremes, and where they are
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print(m.sum(), m.mean(), m.min(), m.max())
print(m.argmax())
