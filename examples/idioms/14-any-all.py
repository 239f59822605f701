# Whether any, whether all, and where
import numpy as np
m = np.arange(24.0).reshape(4, 6)
print((m > 22).any(), (m > 0).all())
print(np.argwhere(m > 20).tolist())
