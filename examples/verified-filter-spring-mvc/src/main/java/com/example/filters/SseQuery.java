package com.example.filters;

import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotNull;

/** Whose events a client asks for: {@code ?email=ann@example.com}. */
record SseQuery(@NotNull @Email String email) {}
