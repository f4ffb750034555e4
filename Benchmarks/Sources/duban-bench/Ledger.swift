import DubanEngine
import DubanModel
import DubanRunner
import Foundation
import Synchronization

/// The ledger outside the daemon's database: one line for each start of a job and one for each completion once it is durable, in the
/// order in which they happened. It is written in large pieces, so that keeping it does not become what is measured.
final class Ledger: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        let handle: FileHandle
        var completions = 0
    }

    private let state: Mutex<State>
    private let piece: Int
    let path: String

    /// - Parameter isKept: Whether an earlier ledger is gone on with, and each line is handed to the system at once, so that it
    ///   survives this process.
    init(_ path: String, isKept: Bool = false) throws {
        self.path = path
        piece = isKept ? 0 : 1 << 20
        if !isKept || !FileManager.default.fileExists(atPath: path) { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        guard let handle = FileHandle(forWritingAtPath: path) else { throw BenchFailure("the ledger \(path) cannot be written") }
        try handle.seekToEnd()
        state = Mutex(State(handle: handle))
    }

    /// A job began to run.
    func started(_ key: String, attempt: Int) { append("s \(key) \(attempt)\n", completions: 0) }

    /// Another process begins.
    func mark() { append("k - -\n", completions: 0) }

    /// Decisions are durable.
    func committed(_ decisions: [CommittedDecision]) {
        var text = ""
        var completions = 0
        for decision in decisions {
            for event in decision.events {
                guard case .jobCompleted(let done) = event else { continue }
                text += "d \(decision.number)/\(done.step) \(done.attempt)\n"
                completions += 1
            }
        }
        if completions > 0 { append(text, completions: completions) }
    }

    private func append(_ text: String, completions: Int) {
        state.withLock { state in
            state.bytes.append(contentsOf: text.utf8)
            state.completions += completions
            if state.bytes.count > piece {
                state.handle.write(Data(state.bytes))
                state.bytes.removeAll(keepingCapacity: true)
            }
        }
    }

    /// Completions so far.
    var completions: Int { state.withLock { $0.completions } }

    /// Writes what is left.
    func close() throws {
        try state.withLock { state in
            try state.handle.write(contentsOf: Data(state.bytes))
            state.bytes = []
            try state.handle.synchronize()
            try state.handle.close()
        }
    }
}

/// Reads a ledger again: each completion must stand before the next start of its case, each job must have run once, and be done once.
struct LedgerCheck {
    private(set) var starts = 0
    private(set) var completions = 0
    /// Jobs that were started again.
    private(set) var repeats = 0
    private(set) var findings: [String] = []

    init(_ path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw BenchFailure("the ledger \(path) cannot be read") }
        var open: [Substring: Substring] = [:]  // The case's job that was started and is not durable yet.
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let slash = parts[1].lastIndex(of: "/") else { continue }
            let (number, step) = (parts[1][..<slash], parts[1][parts[1].index(after: slash)...])
            if parts[0] == "s" {
                starts += 1
                if let before = open[number] {
                    if before == step { repeats += 1 } else { note("case \(number) started \(step) before \(before) was durable") }
                }
                open[number] = step
            } else {
                completions += 1
                if open.removeValue(forKey: number) != step { note("case \(number) completed \(step) twice, or without a start") }
            }
        }
        for (number, step) in open { note("case \(number) never completed \(step)") }
    }

    private mutating func note(_ finding: String) { if findings.count < 20 { findings.append(finding) } }
}
