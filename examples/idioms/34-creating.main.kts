DoubleArray(5) { it / 4.0 }.export().useView { println(it.show()) }
zeros<Int>(3, 3).use<Int> { m -> for (i in m.indices) m[i, i] = 1; println(m.show()) }
zeros<Int>(2, 2).use<Int> { m -> m.fill(7); println(m.show()) }
