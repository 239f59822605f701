# A row to every row, a column to every column
import numpy as np
m = np.zeros((4, 6))
m[:] = np.arange(6)
print(m)
m[:] = np.arange(4).reshape(4, 1)
print(m)
