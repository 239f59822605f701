package io.memview.site;

import java.util.List;

/**
 * What a page says.
 *
 * @param title the first heading
 * @param description the first words below it
 * @param headings all of them
 * @param html what stands between header and footer
 */
record Content(String title, String description, List<Heading> headings, String html) {
  /** A heading, and where it is. */
  record Heading(int level, String anchor, String text) {}
}
