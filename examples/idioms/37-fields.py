# Records, and a field of all of them
import numpy as np
t = np.zeros(3, [('x', 'f4'), ('id', 'i4')])
t['x'] = 2.5
t['id'] = [1, 2, 3]
t[1] = (9, 7)
print(t)
