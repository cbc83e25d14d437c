package dev.tidings.log.rocksdb.store;

/** Threads of a log: daemons, which end because the log is closed and for no other reason. */
public final class Threads {

    private Threads() {}

    public static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits for a thread's end. An interruption waits as well: a log that is left half closed may lose what it acknowledged. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
