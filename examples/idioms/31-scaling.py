# Bytes to numbers from 0 to 1
import numpy as np
m = np.array([[0, 51, 255]], np.uint8)
print(m / 255)
