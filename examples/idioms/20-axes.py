# Dimensions in another order
import numpy as np
m = np.zeros((2, 3, 4))
print(list(np.moveaxis(m, 0, 2).shape))
print(list(m.swapaxes(0, 2).shape))
print(list(m[:1].squeeze(0).shape))
