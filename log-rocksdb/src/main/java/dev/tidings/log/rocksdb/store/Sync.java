package dev.tidings.log.rocksdb.store;

/** What an acknowledged event survives. */
public enum Sync {
    /** The end of the process: the operating system has it. */
    OS,
    /** A power cut as well: the disk has it. */
    DISK
}
