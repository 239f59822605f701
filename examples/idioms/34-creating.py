# New arrays
import numpy as np
print(np.linspace(0, 1, 5))
print(np.eye(3, dtype=int))
print(np.full((2, 2), 7))
