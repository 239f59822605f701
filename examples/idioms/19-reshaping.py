# Another shape, without a copy
import numpy as np
m = np.arange(24).reshape(4, 6)
print(m.reshape(2, -1))
print(m.ravel()[5])
