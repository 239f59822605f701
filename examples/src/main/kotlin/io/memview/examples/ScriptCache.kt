package io.memview.examples

import java.io.File
import java.io.IOException
import java.nio.file.StandardCopyOption
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteIfExists
import kotlin.io.path.moveTo
import kotlin.script.experimental.api.CompiledScript
import kotlin.script.experimental.api.ScriptCompilationConfiguration
import kotlin.script.experimental.api.SourceCode
import kotlin.script.experimental.api.dependencies
import kotlin.script.experimental.jvm.CompiledJvmScriptsCache
import kotlin.script.experimental.jvm.JvmDependency
import kotlin.script.experimental.jvmhost.CompiledScriptJarsCache

/**
 * Keeps compiled scripts, as Kotlin does by their text, for as long as all that is behind them is
 * as it was: Java, the libraries, memview's own among them, and the scripts that they import.
 */
internal class ScriptCache(private val jars: CompiledScriptJarsCache) : CompiledJvmScriptsCache {
  override fun get(
    script: SourceCode,
    scriptCompilationConfiguration: ScriptCompilationConfiguration,
  ): CompiledScript? {
    val known = files(script, scriptCompilationConfiguration) ?: return null
    val isFresh =
      try {
        val lines = known.readLines()
        lines.firstOrNull() == platform &&
          lines.drop(1).all { it == state(File(it.substringAfter(' ').substringAfter(' '))) }
      } catch (_: IOException) {
        false // never stored, or not to be read
      }
    return if (isFresh) jars.get(script, scriptCompilationConfiguration) else null
  }

  override fun store(
    compiledScript: CompiledScript,
    script: SourceCode,
    scriptCompilationConfiguration: ScriptCompilationConfiguration,
  ) {
    val known = files(script, scriptCompilationConfiguration) ?: return
    known.delete() // or the old list would vouch for the new script
    val states = listOf(platform) + behind(compiledScript).map(::state)
    storeAtOnce(compiledScript, script, scriptCompilationConfiguration)
    known.writeText(states.joinToString("\n"))
  }

  /** Another process that runs the same script has it open as it was. */
  private fun storeAtOnce(
    compiled: CompiledScript,
    script: SourceCode,
    configuration: ScriptCompilationConfiguration,
  ) {
    val jar = jars.scriptToFile(script, configuration) ?: return
    val begun = createTempFile(jar.parentFile.toPath(), "script", ".new")
    try {
      CompiledScriptJarsCache { _, _ -> begun.toFile() }.store(compiled, script, configuration)
      begun.moveTo(jar.toPath(), StandardCopyOption.REPLACE_EXISTING)
    } finally {
      begun.deleteIfExists()
    }
  }

  /** Where the files behind a script are listed: next to what it has been compiled to. */
  private fun files(script: SourceCode, configuration: ScriptCompilationConfiguration): File? =
    jars.scriptToFile(script, configuration)?.let { File("$it.files") }

  private fun behind(script: CompiledScript): Set<File> {
    val libraries =
      script.compilationConfiguration[ScriptCompilationConfiguration.dependencies]
        .orEmpty()
        .filterIsInstance<JvmDependency>()
        .flatMap { it.classpath }
        .flatMap { if (it.isDirectory) it.walk().filter(File::isFile).toList() else listOf(it) }
    val imported =
      script.otherScripts.flatMap { other ->
        behind(other) + listOfNotNull(other.sourceLocationId?.let(::File))
      }
    return (libraries + imported).toSet()
  }

  /** A script is compiled against the classes of a Java. */
  private val platform = "${Runtime.version()} ${System.getProperty("java.home")}"

  /** How a file can be told from what it will be once it has changed. */
  private fun state(file: File) = "${file.length()} ${file.lastModified()} $file"
}
