data class Head(val magic: Int, val length: Short, val flags: Byte)
val data = ByteArray(7)
val format = format(ByteOrder.BIG_ENDIAN) { i4("magic"); i2("length"); i1("flags") }
data.export().useView { it.reinterpret(format).typed<Head>()[0] = Head(0xCAFE, 12, 3) }
println(data.toHexString())
