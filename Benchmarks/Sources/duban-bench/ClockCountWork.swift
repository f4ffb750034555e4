import Foundation

/// C1: what a tick of the timers, a new case, one rung and a restart cost against the number of open clocks. None may depend on it.
struct ClockCountWork: Work {
    let name = "C1"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let most = options.size("clocks", 1_000_000)
        let samples = options.size("samples", 2_000)
        let folder = try options.freshFolder("c1")
        var lines: [BenchLine] = []
        var (opened, first): (Int, (tick: Double, open: Double)?) = (0, nil)
        for clocks in [0, most / 100, most / 10, most] {
            do {
                let here = try ClockOffice(folder: folder)
                defer { try? here.office.store.close() }
                let wanted = clocks / ClockOffice.clocksOfCase
                if wanted > opened { try await here.open(wanted - opened) }
                opened = max(opened, wanted) + samples
                try here.office.store.checkpoint()
            }
            let (found, _) = try ChildRun.run("C1-probe", ["--state", folder, "--samples", String(samples)])
            guard let object = found.last?.object else { throw BenchFailure("the process with \(clocks) open clocks gave no figures") }
            let (tick, open) = (object["tick_p50_ms"].number, object["open_p50_ms"].number)
            if first == nil { first = (tick, open) }
            var line = BenchLine(name)
            line.add("open_clocks", clocks)
            for field in ["tick_p50_ms", "tick_p99_ms", "open_p50_ms", "open_p99_ms", "restart_seconds", "resident_mib"] {
                line.add(field, object[field].number, digits: 3)
            }
            line.add("tick_times_none", tick / max(first?.tick ?? tick, 1e-9), digits: 2)
            line.add("open_times_none", open / max(first?.open ?? open, 1e-9), digits: 2)
            lines.append(line)
        }
        return lines
    }
}

/// The process of C1 that is measured: it starts on the database as it is, and opens some cases more.
struct ClockCountProbe: Work {
    let name = "C1-probe"

    func run(_ options: BenchOptions) async throws -> [BenchLine] {
        let begin = ContinuousClock().now
        let here = try ClockOffice(folder: options.folder)
        _ = try await here.tick()
        let restart = (ContinuousClock().now - begin).seconds
        let samples = options.size("samples", 2_000)
        var (ticks, opens): ([Double], [Double]) = ([], [])
        for _ in 0..<samples {
            ticks.append(try await here.tick())
            opens.append(try await here.openOne())
        }
        var line = BenchLine(name)
        line.add("tick_p50_ms", ticks.quantile(0.5), digits: 4)
        line.add("tick_p99_ms", ticks.quantile(0.99), digits: 4)
        line.add("open_p50_ms", opens.quantile(0.5), digits: 3)
        line.add("open_p99_ms", opens.quantile(0.99), digits: 3)
        line.add("restart_seconds", restart, digits: 3)
        line.add("resident_mib", Double(ProcessUse.residentBytes) / 1_048_576, digits: 1)
        try here.office.store.close()
        return [line]
    }
}
