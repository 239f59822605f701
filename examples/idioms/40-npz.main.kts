NpzFile.save(Path(args[0], "m.npz"), mapOf("x" to DoubleArray(6) { it.toDouble() }.export(2, 3), "y" to intArrayOf(1, 2).export()))
val z = NpzFile.open(Path(args[0], "m.npz"))
z.load("x").useView { println(it.show()) }
z.load("y").useView { println(it.show()) }
