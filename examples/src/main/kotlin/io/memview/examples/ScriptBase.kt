package io.memview.examples

import io.memview.Exporter
import io.memview.dsl.End
import java.io.File

/** The file or folder that a class has come from. */
internal fun fileOf(type: Class<*>): File? =
  type.protectionDomain.codeSource?.location?.let { File(it.toURI()) }

/** What scripts share with their runner: the platform, Kotlin and memview. */
internal object ScriptBase : ClassLoader(getPlatformClassLoader()) {
  private val shared = listOf(Exporter::class, End::class, Unit::class).map { fileOf(it.java) }
  private val packages = listOf("kotlin.script.", "org.jetbrains.kotlin.mainKts.")

  override fun findClass(name: String): Class<*> {
    val found = ScriptBase::class.java.classLoader.loadClass(name)
    if (packages.none(name::startsWith) && fileOf(found) !in shared) {
      throw ClassNotFoundException(name)
    }
    return found
  }
}
