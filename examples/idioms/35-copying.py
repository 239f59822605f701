# A copy in C order
import numpy as np
t = np.arange(6).reshape(2, 3).T
print(list(t.copy().strides))
