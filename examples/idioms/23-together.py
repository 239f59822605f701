# Two arrays, item by item
import numpy as np
a, b = np.arange(3), np.array([0.5, 1.5, 2.5])
for x, y in zip(a, b):
    print(x + y)
