package dev.tidings.emitter;

/** The event of the tutorial. */
@Topic("filter.verified")
record FilterVerified(@Attribute String email, boolean isVerified) {}
