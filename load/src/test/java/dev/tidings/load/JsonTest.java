package dev.tidings.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writesEveryKindOfValueInTheOrderOfTheirNames() {
        Json json = new Json()
                .put("text", "a \"b\" \\ \n\u00e9")
                .put("whole", 1L << 60)
                .put("fraction", 1.5)
                .put("flag", true)
                .put("nothing", null)
                .put("list", List.of(0.5, 2))
                .put("object", new Json().put("empty", new Json()));

        assertThat(json)
                .hasToString("{\"text\":\"a \\\"b\\\" \\\\ \\u000a\u00e9\",\"whole\":1152921504606846976,"
                        + "\"fraction\":1.5000,\"flag\":true,\"nothing\":null,\"list\":[0.5000,2],"
                        + "\"object\":{\"empty\":{}}}");
    }

    @Test
    void whatIsNoNumberIsNull() {
        assertThat(new Json().put("a", Double.NaN).put("b", Double.POSITIVE_INFINITY))
                .hasToString("{\"a\":null,\"b\":null}");
    }

    @Test
    void showsWhatIsAddedLater() {
        List<Json> runs = new ArrayList<>();
        Json json = new Json().put("runs", runs);
        runs.add(new Json().put("dead", 0));

        assertThat(json).hasToString("{\"runs\":[{\"dead\":0}]}");
    }
}
