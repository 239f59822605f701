// How many heights are there of which size, and how does the ground look along a row?
// charts.main.kts DEM.npy ROW OUT.png
@file:DependsOn("org.knowm.xchart:xchart:3.8.8", options = ["transitive=false"])

import org.knowm.xchart.*
import org.knowm.xchart.internal.chartpart.Chart

val (dem, row, png) = args

NpyFile.map(Path(dem)).use<Short> { z ->
  val counts = Histogram(z.toList(), 40)
  val histogram = CategoryChartBuilder().title("heights in metres").build()
  histogram.addSeries("items", counts.getxAxisData().map { it.toInt() }, counts.getyAxisData())
  histogram.styler.setXAxisMaxLabelCount(10)

  val heights = z[row.toInt(), all].map { it.toDouble() }
  val profile = XYChartBuilder().title("heights along row $row").build()
  profile.addSeries("row", heights).marker = org.knowm.xchart.style.markers.SeriesMarkers.NONE

  val pictures =
    listOf<Chart<*, *>>(histogram, profile).map { chart ->
      chart.styler.setSeriesColors(arrayOf(java.awt.Color(0x1F618D))).setLegendVisible(false)
      BufferedImages.exportCopy(BitmapEncoder.getBufferedImage(chart))
    }
  zeros<UByte>(1200, 800, 3).use<UByte> { sheet -> // charts have 600 x 800 pixels
    pictures.forEachIndexed { i, picture -> sheet[600 * i..<600 * (i + 1)].assign(picture) }
    ImageFiles.write(Path(png), sheet)
  }
  println("row $row goes from ${heights.min().toInt()} to ${heights.max().toInt()} m")
}
