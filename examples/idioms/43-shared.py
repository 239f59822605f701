# Whose memory it is
import numpy as np
m = np.arange(10)
print(np.shares_memory(m[:5], m[4:]), np.shares_memory(m[::2], m[1::2]))
