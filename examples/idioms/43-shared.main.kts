IntArray(10) { it }.export().use<Int> { m ->
  println("${m[0..4].sharesMemory(m[from(4)])} ${m[all step 2].sharesMemory(m[1..<10 step 2])}")
}
