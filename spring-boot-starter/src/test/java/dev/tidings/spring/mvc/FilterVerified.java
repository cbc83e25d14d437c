package dev.tidings.spring.mvc;

import dev.tidings.emitter.Attribute;
import dev.tidings.emitter.Topic;

@Topic("filter.verified")
record FilterVerified(@Attribute String email, boolean isVerified) {}
