package dev.tidings.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * The signals of the operating system, for which Java has no supported interface: the only class that reaches
 * {@code sun.misc.Signal}, and by reflection, so that a JDK without it costs the signals and nothing else.
 */
final class Signals {

    private static final Logger LOGGER = System.getLogger(Signals.class.getName());

    private Signals() {}

    /**
     * Runs an action, on a thread of its own, whenever the signal comes.
     *
     * @param name without SIG, as in {@code HUP}
     * @return whether this system and this JVM can tell of the signal
     */
    static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if (!method.getName().equals("handle")) {
                            return method.invoke(action, args); // toString and the like.
                        }
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (InvocationTargetException e) {
            // Windows knows no SIGHUP, and -Xrs leaves SIGINT and SIGTERM to others.
            LOGGER.log(Level.DEBUG, () -> "SIG" + name + " is not handled: " + e.getCause());
            return false;
        } catch (ReflectiveOperationException e) {
            LOGGER.log(Level.INFO, () -> "this JVM cannot handle signals: " + e);
            return false;
        }
    }
}
