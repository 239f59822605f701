package io.memview.examples

import io.memview.Exporter
import io.memview.adapters.Adapters
import io.memview.dsl.End
import java.io.File
import java.lang.classfile.Attributes
import java.lang.classfile.ClassFile
import kotlin.jvm.optionals.getOrNull
import kotlin.reflect.KClass
import kotlin.script.experimental.api.ResultValue
import kotlin.script.experimental.api.ResultWithDiagnostics
import kotlin.script.experimental.api.ScriptCompilationConfiguration
import kotlin.script.experimental.api.ScriptDiagnostic
import kotlin.script.experimental.api.SourceCode
import kotlin.script.experimental.api.asSuccess
import kotlin.script.experimental.api.defaultImports
import kotlin.script.experimental.api.dependencies
import kotlin.script.experimental.api.hostConfiguration
import kotlin.script.experimental.api.isError
import kotlin.script.experimental.api.refineConfiguration
import kotlin.script.experimental.api.with
import kotlin.script.experimental.host.ScriptingHostConfiguration
import kotlin.script.experimental.host.toScriptSource
import kotlin.script.experimental.host.with
import kotlin.script.experimental.jvm.JvmDependency
import kotlin.script.experimental.jvm.baseClassLoader
import kotlin.script.experimental.jvm.compilationCache
import kotlin.script.experimental.jvm.jvm
import kotlin.script.experimental.jvm.mainArguments
import kotlin.script.experimental.jvm.updateClasspath
import kotlin.script.experimental.jvmhost.BasicJvmScriptingHost
import kotlin.script.experimental.jvmhost.CompiledScriptJarsCache
import kotlin.script.experimental.jvmhost.createJvmCompilationConfigurationFromTemplate
import kotlin.script.experimental.jvmhost.createJvmEvaluationConfigurationFromTemplate
import org.jetbrains.kotlin.mainKts.MainKtsScript

/**
 * Compiles and runs scripts as Kotlin's own `.main.kts` are, `@file:DependsOn` included, with all
 * of memview imported. Of what the runner carries for itself, a script sees memview and Kotlin
 * alone: every other library is the one that the script asks for.
 */
internal object Scripts {
  private val imports =
    listOf(
        "",
        ".array",
        ".arrow",
        ".cpython",
        ".dlpack",
        ".dsl",
        ".format",
        ".image",
        ".layout",
        ".nio",
        ".npy",
      )
      .map {
        "io.memview$it.*"
      } + listOf("java.nio.ByteOrder", "kotlin.io.path.*", "kotlin.math.*")

  private val compilation: ScriptCompilationConfiguration =
    createJvmCompilationConfigurationFromTemplate<MainKtsScript> {
        defaultImports.append(imports)
        jvm {
          updateClasspath(files(Exporter::class, End::class, Unit::class, MainKtsScript::class))
        }
        refineConfiguration {
          beforeCompiling { it.compilationConfiguration.with { askedFirst() }.asSuccess() }
        }
      }
      .with { hostConfiguration.update { it?.checkingCache() } }

  /**
   * Puts what carries libraries of its own behind those that the script asks for, and the providers
   * of other libraries' objects, which are to meet the script's.
   */
  private fun ScriptCompilationConfiguration.Builder.askedFirst() {
    val last = files(MainKtsScript::class, Adapters::class)
    val known = this[dependencies].orEmpty().filterIsInstance<JvmDependency>()
    val libraries = known.flatMap { it.classpath } - last.toSet()
    dependencies.put(listOf(JvmDependency(libraries), JvmDependency(last)))
  }

  private fun files(vararg types: KClass<*>) = types.map { fileOf(it.java)!! }

  private fun ScriptingHostConfiguration.checkingCache(): ScriptingHostConfiguration {
    val cache = this[ScriptingHostConfiguration.jvm.compilationCache]
    return if (cache is CompiledScriptJarsCache)
      with { jvm { compilationCache(ScriptCache(cache)) } }
    else this // there is nowhere to keep scripts
  }

  /**
   * Runs a script.
   *
   * @return what is wrong with it; nothing if it ran to its end
   */
  fun run(script: File, args: List<String>): List<String> =
    run(script.toScriptSource(), script.path, script.name, args)

  /** Runs the text of a script, which has come from standard input. */
  fun run(text: String, args: List<String>): List<String> =
    run(text.toScriptSource(STDIN), "<stdin>", STDIN, args)

  /** A script in [file], which messages call [name]. */
  private fun run(
    script: SourceCode,
    name: String,
    file: String,
    args: List<String>,
  ): List<String> {
    val evaluation =
      createJvmEvaluationConfigurationFromTemplate<MainKtsScript> {
        jvm {
          mainArguments(args.toTypedArray())
          baseClassLoader(ScriptBase)
        }
      }
    return when (val result = BasicJvmScriptingHost().eval(script, compilation, evaluation)) {
      is ResultWithDiagnostics.Success -> {
        val value = result.value.returnValue
        if (value is ResultValue.Error) listOf(explain(value, name, file)) else emptyList()
      }
      is ResultWithDiagnostics.Failure -> {
        val errors = result.reports.filter { it.isError() }
        // A library that is not found is a warning, and a failure.
        errors.ifEmpty { result.reports }.map { explain(it, name) }
      }
    }
  }

  private fun explain(report: ScriptDiagnostic, script: String): String {
    val place = report.location?.start?.let { ":${it.line}:${it.col}" }.orEmpty()
    val message = report.message.lines().first().removeSuffix(":") // candidates follow
    val path = report.sourcePath?.takeUnless { it.endsWith(STDIN) }
    return "${path ?: script}$place: $message"
  }

  private fun explain(thrown: ResultValue.Error, script: String, file: String): String {
    val error = thrown.error
    val frame = error.stackTrace.find { it.fileName == file }
    val place = frame?.let { ":${line(it, thrown.scriptClass?.java?.classLoader)}" }.orEmpty()
    val message = error.message?.let { ": $it" }.orEmpty()
    return "$script$place: ${error.javaClass.simpleName}$message"
  }

  /** The line of the script. Inlined code has lines behind its end, which the class maps. */
  private fun line(frame: StackTraceElement, loader: ClassLoader?): Int {
    val name = frame.className.replace('.', '/') + ".class"
    val bytes = loader?.getResourceAsStream(name)?.use { it.readAllBytes() }
    val map = bytes?.let {
      ClassFile.of().parse(it).findAttribute(Attributes.sourceDebugExtension()).getOrNull()
    }
    val calls = map?.contents()?.decodeToString().orEmpty().substringAfter("*S KotlinDebug", "")
    for (call in CALL.findAll(calls)) {
      val (line, first, count) = call.destructured
      if (frame.lineNumber - first.toInt() in 0..<(count.toIntOrNull() ?: 1)) return line.toInt()
    }
    return frame.lineNumber
  }

  /** The compiler asks how the name ends. */
  private const val STDIN = "stdin.main.kts"

  /** A line of JSR 45: `line#file:first,count`. */
  private val CALL = Regex("""(\d+)#\d+:(\d+)(?:,(\d+))?""")
}
