# One record of a protocol
import struct
data = bytearray(7)
struct.pack_into('>ihb', data, 0, 0xCAFE, 12, 3)
print(data.hex())
