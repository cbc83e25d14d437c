package com.example.filters;

import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Topic;

/** The event: for whom it is, and what they are told. */
@Topic("filter.verified")
record FilterVerified(@Attribute String email, boolean isVerified) {}
