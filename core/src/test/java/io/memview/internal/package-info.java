/** Tests of what packages share. */
package io.memview.internal;
