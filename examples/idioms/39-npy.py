# A file of numbers, mapped
import sys
import numpy as np
np.save(sys.argv[1] + '/m.npy', np.arange(6.0).reshape(2, 3))
print(np.load(sys.argv[1] + '/m.npy', mmap_mode='r')[1])
