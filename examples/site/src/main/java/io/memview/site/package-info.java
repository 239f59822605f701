/** Makes the site: pages of Markdown, the documentation of the API, bars and pictures, checked. */
@NullMarked
package io.memview.site;

import org.jspecify.annotations.NullMarked;
