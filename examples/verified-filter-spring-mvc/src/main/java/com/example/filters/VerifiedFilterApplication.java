package com.example.filters;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Tells people that their filter is verified. */
@SpringBootApplication
public class VerifiedFilterApplication {

    public static void main(String[] args) {
        SpringApplication.run(VerifiedFilterApplication.class, args);
    }
}
