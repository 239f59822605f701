val data = ByteArray(7)
data.export().useView { it.reinterpret(">ihb")[0] = listOf(0xCAFE, 12, 3) }
println(data.toHexString())
