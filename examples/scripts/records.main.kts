// What is in a file of records? A line for each field of numbers.
// records.main.kts FILE.npy
val (npy) = args

NpyFile.map(Path(npy)).useView { v ->
  val record = v.format() as Struct
  println("${v.itemCount()} records of ${record.itemSize()} bytes")
  println("%-10s %10s %10s %10s".format("field", "least", "mean", "greatest"))
  for (name in record.fields().mapNotNull { it.name() }) {
    val s = v.field(name).doubleStatistics()
    println("%-10s %10.1f %10.1f %10.1f".format(name, s.min, s.average, s.max))
  }
}
