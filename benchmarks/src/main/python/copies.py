"""NumPy's times for the rows of Copies, in microseconds: the best mean of several rounds."""

import json
import timeit

import numpy as np


def rows():
    def pair(name, source, dtype=None):
        target = np.empty(source.shape, dtype or source.dtype.newbyteorder("="))
        return name, lambda: np.copyto(target, source, casting="unsafe")

    ones = np.ones
    yield pair("CONTIGUOUS_8M", ones(1_000_000))
    yield pair("CONTIGUOUS_128M", ones(16_000_000))
    yield pair("TRANSPOSE_1000", ones((1000, 1000)).T)
    yield pair("TRANSPOSE_4000", ones((4000, 4000)).T)
    yield pair("HWC2CHW_4K", ones((2160, 3840, 4), "u1").transpose(2, 0, 1))
    yield pair("PERMUTE_100", ones((100, 100, 100), "f4").transpose(2, 0, 1))
    yield pair("STEP2", ones((1000, 1000))[::2, ::2])
    yield pair("REVERSE", ones((1000, 1000))[::-1, ::-1])
    yield pair("BYTESWAP", ones(1_000_000, ">f8"))
    records = np.zeros(1_000_000, [("a", "<i4"), ("b", "<f8"), ("c", "u1")])
    yield pair("FIELD", records["b"])
    yield pair("I2_TO_F4", ones(1_000_000, "i2"), "f4")
    yield pair("F8_TO_F4", ones(1_000_000, "f8"), "f4")
    yield pair("BIG_I4_TO_F8", ones(1_000_000, ">i4"), "f8")
    yield pair("U1_TO_F4", ones(1_000_000, "u1"), "f4")
    yield "TOLIST", records.tolist
    values = records.tolist()
    yield "FROM_LIST", lambda: np.array(values, records.dtype)


def main():
    for name, work in rows():
        work()
        timer = timeit.Timer(work)
        number = max(1, int(0.2 / max(timer.timeit(1), 1e-6)))
        best = sum(sorted(timer.repeat(5, number))[:3]) / 3 / number
        print(json.dumps({"row": name, "us": round(best * 1e6, 1)}), flush=True)


if __name__ == "__main__":
    main()
