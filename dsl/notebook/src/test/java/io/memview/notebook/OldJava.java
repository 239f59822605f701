package io.memview.notebook;

import org.jetbrains.kotlinx.jupyter.IkotlinKt;

/**
 * The kernel, and what it needs to believe: its Kotlin knows no Java newer than 19, and does not
 * run on one whose version is 25 or more. Java sets this property itself, whatever its command line
 * says.
 */
final class OldJava {
  public static void main(String[] args) {
    System.setProperty("java.version", "19");
    IkotlinKt.main(args);
  }

  private OldJava() {}
}
