# Columns and rows of a line
import numpy as np
m = np.arange(4)
print(m[:, None])
print(m[None, :])
