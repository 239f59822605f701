# More than memory holds
import sys
import numpy as np
m = np.lib.format.open_memmap(sys.argv[1] + '/huge.npy', 'w+', 'f4', (1 << 20, 1 << 13))
m[1000000, 8000] = 1.5
print(m[1000000, 7999:8002])
