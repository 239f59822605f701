NpyFile.save(Path(args[0], "m.npy"), DoubleArray(6) { it.toDouble() }.export(2, 3))
NpyFile.map(Path(args[0], "m.npy")).use<Double> { println(it[1, all].show()) }
