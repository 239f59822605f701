# Sliding windows
import numpy as np
m = np.arange(8.0)
print(np.lib.stride_tricks.sliding_window_view(m, 3))
