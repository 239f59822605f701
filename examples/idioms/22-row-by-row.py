# Row by row
import numpy as np
m = np.arange(6).reshape(2, 3)
for row in m:
    print(row)
