# Items from bytes
import numpy as np
data = bytes(range(16))
print(np.frombuffer(data, '<i4'))
print(np.frombuffer(data, '>i2', count=2, offset=3))
