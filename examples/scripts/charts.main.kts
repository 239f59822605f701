// How many heights are there of which size, and how does the ground look along a row?
// charts.main.kts DEM.npy ROW OUT.png
@file:DependsOn("org.knowm.xchart:xchart:3.8.8", options = ["transitive=false"])

import java.awt.Color
import org.knowm.xchart.*

val (dem, row, png) = args

val blue = arrayOf(Color(0x1F618D))

fun draw(chart: org.knowm.xchart.internal.chartpart.Chart<*, *>) =
  BufferedImages.exportCopy(BitmapEncoder.getBufferedImage(chart))

NpyFile.map(Path(dem)).use<Short> { z ->
  val counts = Histogram(z.toList(), 40)
  val histogram = CategoryChartBuilder().width(900).height(400).title("heights in metres").build()
  histogram.addSeries("items", counts.getxAxisData().map { it.toInt() }, counts.getyAxisData())
  histogram.styler.setSeriesColors(blue).setLegendVisible(false)
  histogram.styler.setXAxisMaxLabelCount(10)

  val heights = z[row.toInt(), all].map { it.toDouble() }
  val profile = XYChartBuilder().width(900).height(400).title("heights along row $row").build()
  profile.addSeries("row", heights).marker = org.knowm.xchart.style.markers.SeriesMarkers.NONE
  profile.styler.setSeriesColors(blue).setLegendVisible(false)

  zeros<UByte>(800, 900, 3).use<UByte> { sheet ->
    sheet[0..<400, all, all].assign(draw(histogram))
    sheet[400..<800, all, all].assign(draw(profile))
    ImageFiles.write(Path(png), sheet)
  }
  println("row $row goes from ${heights.min().toInt()} to ${heights.max().toInt()} m")
}
