// Follows a log while it grows, and prints the new lines with a word; ends when it has been quiet.
// follow.main.kts LOG WORD SECONDS
val (log, word, seconds) = args

val newline = '\n'.code.toByte()
var read = 0L
var quiet = 0

while (quiet < 10 * seconds.toInt()) {
  val bytes = MappedFiles.map(Path(log), "b")
  bytes.use<Byte> { all -> // the file may grow meanwhile
    val new = all[from(read)]
    val whole = new.asIterable().lastIndexOf(newline) + 1
    val text = new[0..<whole].toByteArray().decodeToString()
    text.lines().filter { word in it }.forEach(::println)
    read += whole
    quiet = if (whole > 0) 0 else quiet + 1
  }
  bytes.free()
  Thread.sleep(100)
}

println("$read bytes")
