# Several arrays in a file
import sys
import numpy as np
np.savez(sys.argv[1] + '/m.npz', x=np.arange(6.0).reshape(2, 3), y=np.array([1, 2]))
z = np.load(sys.argv[1] + '/m.npz')
print(z['x'])
print(z['y'])
