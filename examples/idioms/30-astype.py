# Another type of item
import numpy as np
m = np.array([[0.0, 1.5], [2.5, 300.0]])
print(m.astype(np.float32))
print(np.clip(m, 0, 255).astype(np.uint8))
