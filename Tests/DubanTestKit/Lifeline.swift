import Foundation
import Synchronization

/// A named pipe that a process holds open: it says by lines what it does, and its end, with that of every process that it started, is the
/// end of the stream. So a test waits for processes by signals, not by looking again and again.
public final class Lifeline: Sendable {
    /// Where the pipe lies.
    public let path: String
    private let lines: AsyncStream<String>
    /// The test's own end, so that the stream does not end before it says so, nor hangs where no process ever came to open the pipe.
    private let ownEnd: Mutex<Int32?>

    /// Makes the pipe, and reads it on a thread of its own.
    public init(in folder: ScratchFolder, _ name: String = "lifeline") throws {
        path = folder.path(name)
        guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        let (own, reading) = (open(path, O_RDWR | O_CLOEXEC), open(path, O_RDONLY | O_CLOEXEC))
        guard own >= 0, reading >= 0 else { throw CocoaError(.fileReadUnknown) }
        ownEnd = Mutex(own)
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        lines = stream
        Thread.detachNewThread {
            var pending: [UInt8] = []
            var byte: UInt8 = 0
            while read(reading, &byte, 1) == 1 {
                if byte != 0x0A { pending.append(byte); continue }
                continuation.yield(String(decoding: pending, as: UTF8.self))
                pending = []
            }
            close(reading)
            continuation.finish()
        }
    }

    deinit { letGo() }

    /// The shell's command that takes the pipe in hand as descriptor 9.
    public var take: String { "exec 9> \(path)" }

    /// Returns once no process has the pipe open any more, with what was written meanwhile.
    public func ended() async -> [String] {
        letGo()
        var all: [String] = []
        for await line in lines { all.append(line) }
        return all
    }

    /// The next line; `nil` at the end.
    public func next() async -> String? {
        for await line in lines { return line }
        return nil
    }

    private func letGo() {
        let descriptor = ownEnd.withLock { end in
            defer { end = nil }
            return end
        }
        if let descriptor { close(descriptor) }
    }
}
