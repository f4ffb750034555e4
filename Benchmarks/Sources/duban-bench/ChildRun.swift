import DubanModel
import Foundation

/// This executable run again for one work, so that memory and start are those of a fresh process.
enum ChildRun {
    /// Runs a work in a process of its own.
    /// - Returns: The objects that it printed, when each came in seconds after the start, and how it ended.
    static func run(_ work: String, _ options: [String]) throws -> (lines: [(at: Double, object: DataValue)], status: Int32) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = [work] + options
        let pipe = Pipe()
        process.standardOutput = pipe
        let begin = ContinuousClock().now
        try process.run()
        var lines: [(Double, DataValue)] = []
        var pending: [UInt8] = []
        while true {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { break }
            let at = (ContinuousClock().now - begin).seconds
            pending.append(contentsOf: data)
            while let end = pending.firstIndex(of: 0x0A) {
                if let object = try? JSONReader.read(Array(pending[..<end])) { lines.append((at, object)) }
                pending.removeFirst(end + 1)
            }
        }
        process.waitUntilExit()
        return (lines, process.terminationStatus)
    }
}

extension DataValue {
    /// The number, whole or not.
    var number: Double {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: 0
        }
    }
}
