package io.memview.site;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks the comments, texts and keywords of programs. */
final class Highlighter {
  private static final String STRINGS =
      "(?<string>\"\"\"[\\s\\S]*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])*+')";
  private static final String SLASHES = "(?<comment>//.*|/\\*[\\s\\S]*?\\*/)|";
  private static final String HASHES = "(?<comment>(?<![\\w$&{])#.*)|";

  private static final Pattern JAVA =
      language(
          SLASHES,
          "abstract|assert|boolean|break|byte|case|catch|char|class|continue|default|do|double|else"
              + "|enum|extends|final|finally|float|for|if|implements|import|instanceof|int|interface"
              + "|long|module|native|new|null|package|permits|private|protected|public|record|return"
              + "|sealed|short|static|super|switch|synchronized|this|throw|throws|true|false|try|var"
              + "|void|volatile|while|yield");
  private static final Pattern KOTLIN =
      language(
          SLASHES,
          "as|break|by|class|companion|continue|data|do|downTo|else|false|for|fun|if|import|in|inline"
              + "|internal|is|null|object|operator|override|package|private|public|return|step|suspend"
              + "|this|throw|true|try|val|var|when|while");
  private static final Pattern PYTHON =
      language(
          HASHES,
          "and|as|assert|break|class|continue|def|del|elif|else|except|False|finally|for|from|if"
              + "|import|in|is|lambda|None|not|or|pass|raise|return|True|try|while|with|yield");
  private static final Pattern SHELL =
      language(HASHES, "case|do|done|elif|else|esac|fi|for|if|then");

  private static final Map<String, Pattern> LANGUAGES =
      Map.of(
          "java", JAVA, "kotlin", KOTLIN, "kt", KOTLIN, "kts", KOTLIN, "python", PYTHON, "py",
          PYTHON, "sh", SHELL);

  private Highlighter() {}

  private static Pattern language(String comments, String keywords) {
    return Pattern.compile(comments + STRINGS + "|\\b(?<keyword>" + keywords + ")\\b");
  }

  /** A program as HTML; of a language that is not known, the text alone. */
  static String html(String language, String program) {
    Pattern pattern = LANGUAGES.get(language);
    if (pattern == null) {
      return Html.escape(program);
    }
    StringBuilder html = new StringBuilder();
    Matcher found = pattern.matcher(program);
    int end = 0;
    while (found.find()) {
      html.append(Html.escape(program.substring(end, found.start())));
      String kind =
          found.group("comment") != null ? "i" : found.group("keyword") != null ? "b" : "u";
      html.append("<%s>%s</%s>".formatted(kind, Html.escape(found.group()), kind));
      end = found.end();
    }
    return html.append(Html.escape(program.substring(end))).toString();
  }
}
