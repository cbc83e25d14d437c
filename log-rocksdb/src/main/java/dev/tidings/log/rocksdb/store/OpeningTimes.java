package dev.tidings.log.rocksdb.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.tidings.hub.log.Epochs;
import dev.tidings.hub.log.Epochs.Epoch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.RocksDBException;

/**
 * When each epoch of a log began, for those who look at it: the log itself does not need to know.
 * <pre>
 *   meta        'opened'    each epoch that is known, and whose time is: name, milliseconds
 * </pre>
 * For one thread at a time.
 */
public final class OpeningTimes {

    private static final byte[] KEY = "opened".getBytes(US_ASCII);

    private final RocksStore store;

    public OpeningTimes(RocksStore store) {
        this.store = store;
    }

    /** Milliseconds by the name of the epoch. */
    public Map<String, Long> load() throws RocksDBException {
        Map<String, Long> times = new HashMap<>();
        byte[] stored = store.getMeta(KEY);
        if (stored != null) {
            Input in = new Input(stored);
            for (int count = in.readCount(); count > 0; count--) {
                times.put(in.readText(), in.readLong());
            }
        }
        return times;
    }

    /** Notes that the last epoch begins now, and forgets those that are not known any more. */
    public void note(Epochs epochs, long nowMillis) throws RocksDBException {
        Map<String, Long> times = load();
        List<Epoch> list = epochs.list();
        times.put(list.get(list.size() - 1).name(), nowMillis);
        times.keySet().retainAll(list.stream().map(Epoch::name).toList());
        Output out = new Output(512).writeVarint(times.size());
        times.forEach((name, millis) -> out.writeText(name).writeLong(millis));
        store.putMeta(KEY, out.toBytes());
    }
}
