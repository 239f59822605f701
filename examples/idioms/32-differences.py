# Differences of neighbours, and a roll
import numpy as np
m = np.array([0.0, 1, 4, 9, 16, 25])
print((m[1:] - m[:-1]).tolist())
m[:] = np.roll(m, 2)
print(m)
