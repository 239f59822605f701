# Equal, and nearly so
import numpy as np
a, b = np.array([0.0, 1, 2]), np.array([1e-9, 1, 2])
print(np.array_equal(a, b), np.allclose(a, b))
