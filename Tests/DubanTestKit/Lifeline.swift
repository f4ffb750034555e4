import Dispatch
import Foundation

/// A named pipe that a process holds open: it says by lines what it does, and its end, with that of every process that it started, is the
/// end of the stream. So a test waits for processes by signals, not by looking again and again.
public final class Lifeline: Sendable {
    /// Where the pipe lies.
    public let path: String
    /// What was written, line by line; ends once no process has the pipe open any more.
    public let lines: AsyncStream<String>

    /// Makes the pipe, and waits for who opens it, on a thread of its own.
    public init(in folder: ScratchFolder, _ name: String = "lifeline") throws {
        path = folder.path(name)
        guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        lines = stream
        let path = self.path
        Thread.detachNewThread {
            let descriptor = open(path, O_RDONLY)
            var pending: [UInt8] = []
            var byte: UInt8 = 0
            while read(descriptor, &byte, 1) == 1 {
                if byte != 0x0A { pending.append(byte); continue }
                continuation.yield(String(decoding: pending, as: UTF8.self))
                pending = []
            }
            close(descriptor)
            continuation.finish()
        }
    }

    /// The shell's command that takes the pipe in hand as descriptor 9.
    public var take: String { "exec 9> \(path)" }

    /// Returns once no process has the pipe open any more, with what was written meanwhile.
    public func ended() async -> [String] {
        var all: [String] = []
        for await line in lines { all.append(line) }
        return all
    }

    /// The next line; `nil` at the end.
    public func next() async -> String? {
        for await line in lines { return line }
        return nil
    }
}
