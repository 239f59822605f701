package io.memview.dsl

import io.memview.format.Format
import java.nio.ByteOrder

/**
 * The format of a record, field by field, by the names that NumPy has for types:
 * ```
 * format {
 *   i4("x")
 *   f8("m", 4, 4)
 * }
 * ```
 *
 * is `T{i:x:4x(4,4)d:m:}`.
 *
 * @param order the byte order of all fields, packed without gaps; if it is null, the machine's, and
 *   aligned as a C compiler aligns them
 * @throws IllegalArgumentException if there is no field, if a name is empty, has a colon or stands
 *   twice, or if a length or an extent is negative
 */
public fun format(order: ByteOrder? = null, fields: FormatBuilder.() -> Unit): Format {
  val prefix =
    when (order) {
      null -> ""
      ByteOrder.LITTLE_ENDIAN -> "<"
      else -> ">"
    }
  val text = FormatBuilder().apply(fields).record(prefix)
  return Format.parse(text)
}

/** Marks the receivers of [format], so that a field is not added to an outer record by mistake. */
@DslMarker @Target(AnnotationTarget.CLASS) public annotation class FormatDsl

/**
 * The fields of a record: see [format]. Each function adds one; extents after the name make it a
 * sub-array. For one thread.
 */
@FormatDsl
public class FormatBuilder internal constructor() {
  private val text = StringBuilder()
  private val names = mutableSetOf<String>()

  /** A signed integer of 1 byte. */
  public fun i1(name: String, vararg shape: Int): Unit = field("b", name, shape)

  /** A signed integer of 2 bytes. */
  public fun i2(name: String, vararg shape: Int): Unit = field("h", name, shape)

  /** A signed integer of 4 bytes. */
  public fun i4(name: String, vararg shape: Int): Unit = field("i", name, shape)

  /** A signed integer of 8 bytes. */
  public fun i8(name: String, vararg shape: Int): Unit = field("q", name, shape)

  /** An unsigned integer of 1 byte. */
  public fun u1(name: String, vararg shape: Int): Unit = field("B", name, shape)

  /** An unsigned integer of 2 bytes. */
  public fun u2(name: String, vararg shape: Int): Unit = field("H", name, shape)

  /** An unsigned integer of 4 bytes. */
  public fun u4(name: String, vararg shape: Int): Unit = field("I", name, shape)

  /** An unsigned integer of 8 bytes. */
  public fun u8(name: String, vararg shape: Int): Unit = field("Q", name, shape)

  /** A float of 2 bytes. */
  public fun f2(name: String, vararg shape: Int): Unit = field("e", name, shape)

  /** A float of 4 bytes. */
  public fun f4(name: String, vararg shape: Int): Unit = field("f", name, shape)

  /** A float of 8 bytes. */
  public fun f8(name: String, vararg shape: Int): Unit = field("d", name, shape)

  /** A complex number of two [f4]. */
  public fun c8(name: String, vararg shape: Int): Unit = field("Zf", name, shape)

  /** A complex number of two [f8]. */
  public fun c16(name: String, vararg shape: Int): Unit = field("Zd", name, shape)

  /** A truth value of 1 byte. */
  public fun bool(name: String, vararg shape: Int): Unit = field("?", name, shape)

  /** Bytes: NumPy's `S`. */
  public fun bytes(name: String, length: Int, vararg shape: Int): Unit =
    field("${counted(length)}s", name, shape)

  /** Text of at most [length] code points of 4 bytes each: NumPy's `U`. */
  public fun text(name: String, length: Int, vararg shape: Int): Unit =
    field("${counted(length)}w", name, shape)

  /** Bytes that nobody reads. */
  public fun padding(length: Int) {
    text.append(counted(length)).append('x')
  }

  /** A record in the record. */
  public fun record(name: String, vararg shape: Int, fields: FormatBuilder.() -> Unit): Unit =
    field(FormatBuilder().apply(fields).record(""), name, shape)

  private fun counted(length: Int): Int {
    require(length >= 0) { "a length of $length is negative" }
    return length
  }

  private fun field(code: String, name: String, shape: IntArray) {
    require(name.isNotEmpty() && ':' !in name) {
      "'$name' is no name of a field: it has a colon or no letters"
    }
    require(names.add(name)) { "there are two fields '$name'" }
    require(shape.all { it >= 0 }) { "extents ${shape.contentToString()} of '$name' are negative" }
    if (shape.isNotEmpty()) text.append(shape.joinToString(",", "(", ")"))
    text.append(code).append(':').append(name).append(':')
  }

  internal fun record(order: String): String {
    require(names.isNotEmpty()) { "a record has one field or more" }
    return "T{$order$text}"
  }
}
