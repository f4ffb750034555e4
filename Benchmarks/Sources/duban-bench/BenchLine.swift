import DubanModel
import Foundation

/// One result: a JSON object whose fields stand in the order in which they were added.
struct BenchLine: Sendable {
    private var fields: [(String, DataValue)] = []

    init(_ work: String) { fields.append(("work", .text(work))) }

    mutating func add(_ name: String, _ value: Int) { fields.append((name, .integer(Int64(value)))) }
    mutating func add(_ name: String, _ value: String) { fields.append((name, .text(value))) }
    mutating func add(_ name: String, _ value: Bool) { fields.append((name, .bool(value))) }

    /// Adds a figure, rounded to so many digits after the point.
    mutating func add(_ name: String, _ value: Double, digits: Int = 2) {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (value * scale).rounded() / scale
        fields.append((name, digits == 0 ? .integer(Int64(rounded)) : .double(rounded)))
    }

    var text: String {
        var writer = JSONWriter()
        writer.object { writer in for (name, value) in fields { writer.field(name, value) } }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

/// Seconds in a duration.
extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

extension [Double] {
    /// The value below which this share of the values lies (0 to 1); 0 where there are none.
    func quantile(_ share: Double) -> Double {
        guard !isEmpty else { return 0 }
        return sorted()[Swift.min(count - 1, Int(Double(count) * share))]
    }
}

/// What the process used so far.
enum ProcessUse {
    /// Seconds of processor time, in user and system mode.
    static var processorSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// Bytes that are resident now.
    static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
