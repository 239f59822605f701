val (a, b) = doubleArrayOf(0.0, 1.0, 2.0).export() to doubleArrayOf(1e-9, 1.0, 2.0).export()
a.useView { println("${it.contentEquals(b)} ${it.allClose(b)}") }
