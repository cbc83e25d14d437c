package dev.tidings.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Processor time of the whole process, collector included, per operation: {@code -prof dev.tidings.bench.ProcessorTime}.
 * <p>
 * Time on the wall grows with what else the machine does; this hardly does.
 */
public final class ProcessorTime implements InternalProfiler {

    private static final OperatingSystemMXBean MACHINE =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private long begin;

    @Override
    public String getDescription() {
        return "Processor time of the process per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        begin = MACHINE.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double nanos = MACHINE.getProcessCpuTime() - begin;
        long operations = result.getMetadata().getAllOps();
        return List.of(new ScalarResult("cpu.norm", nanos / Math.max(1, operations), "ns/op", AggregationPolicy.AVG));
    }
}
