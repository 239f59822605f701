package io.memview.dsl

import io.memview.Request

/** A request for all that both ask for: `Request.STRIDES + Request.WRITABLE`. */
public operator fun Request.plus(other: Request): Request = and(other)

/** Whether this request asks for all that [other] asks for: `Request.FORMAT in v.granted()`. */
public operator fun Request.contains(other: Request): Boolean = includes(other)
