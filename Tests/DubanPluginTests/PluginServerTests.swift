import Dispatch
import DubanModel
import DubanPlugin
import Foundation
import Testing

@Suite(.serialized) struct PluginServerTests {
    /// Runs a server over two pipes, and talks to it.
    private func talk(_ server: PluginServer, _ body: @escaping @Sendable (Talk) async throws -> Void) async throws {
        let (requests, answers) = (Pipe(), Pipe())
        let talk = Talk(input: requests.fileHandleForWriting, output: answers.fileHandleForReading)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (input, output) = (requests.fileHandleForReading, answers.fileHandleForWriting)
            group.addTask {
                try await server.serve(input: input.fileDescriptor, output: output.fileDescriptor)
                try output.close()
            }
            group.addTask {
                defer { try? talk.input.close() }
                try await body(talk)
            }
            try await group.waitForAll()
        }
    }

    /// The daemon's side of the pipes.
    private struct Talk: Sendable {
        let input: FileHandle
        let output: FileHandle

        func say(_ message: PluginMessage) throws { try input.write(contentsOf: Data(message.line)) }

        func say(_ text: String) throws { try input.write(contentsOf: Data(text.utf8)) }

        /// The next message; read on a thread that may block, byte by byte, so that none is taken that belongs to the next call.
        func hear() async throws -> PluginMessage { try PluginMessage(line: try await line()) }

        /// The next line; empty at the end.
        func line() async throws -> [UInt8] {
            let output = self.output
            return try await withCheckedThrowingContinuation { continuation in
                DispatchQueue.global().async {
                    continuation.resume(
                        with: Result {
                            var line: [UInt8] = []
                            while let byte = try output.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
                            return line
                        })
                }
            }
        }
    }

    private var server: PluginServer {
        PluginServer(name: "test", version: "7")
            .on("echo") { job in
                JobOutput(
                    output: [
                        "key": .text(job.key), "attempt": .integer(Int64(job.attempt)), "at": .text(job.at.description),
                        "folder": .text(job.folder),
                        "arguments": job.arguments,
                    ],
                    files: [.init(name: "receipt", path: "ab/cd.pdf", hash: .zero, bytes: 12, mediaType: "application/pdf")])
            }
            .on("fail") { _ in throw PluginFailure(code: "bad-arguments", message: "No template.", isWorthRetrying: false) }
            .on("break") { _ in throw CocoaError(.fileNoSuchFile) }
    }

    private func job(_ id: Int64, _ action: String, _ arguments: DataValue = .emptyRecord) -> PluginMessage {
        .request(
            id: id, method: "run",
            parameters: [
                "job": "CERT-2026-0001/3", "attempt": 2, "action": .text(action), "at": "2026-03-02T01:00:00Z", "arguments": arguments,
            ])
    }

    @Test func server_thatIsIntroduced_saysWhoItIsAndDoesJobs() async throws {
        try await talk(server) { talk in
            try talk.say(.request(id: 1, method: "initialize", parameters: ["folder": "/documents"]))
            #expect(
                try await talk.hear()
                    == .response(
                        id: 1,
                        result: [
                            "protocol": .integer(PluginMessage.version), "name": "test", "version": "7",
                            "actions": ["break", "echo", "fail"],
                        ]))
            try talk.say(job(2, "echo", ["name": "李娜"]))
            guard case .response(2, let result) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(result["output"]["key"] == "CERT-2026-0001/3" && result["output"]["attempt"] == 2)
            #expect(result["output"]["at"] == "2026-03-02T01:00:00Z" && result["output"]["folder"] == "/documents")
            #expect(result["output"]["arguments"] == ["name": "李娜"])
            #expect(
                result["files"] == [
                    [
                        "name": "receipt", "path": "ab/cd.pdf", "sha256": .text(ContentHash.zero.description), "bytes": 12,
                        "mediaType": "application/pdf",
                    ]
                ])
        }
    }

    @Test func job_thatFails_isAnsweredWithItsCode() async throws {
        try await talk(server) { talk in
            try talk.say(job(1, "fail"))
            #expect(try await talk.hear() == .failure(id: 1, .init(code: "bad-arguments", message: "No template.", isWorthRetrying: false)))
            try talk.say(job(2, "break"))
            guard case .failure(2, let failure) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(failure.code == "plugin-error" && failure.isWorthRetrying)
            try talk.say(job(3, "fly"))
            guard case .failure(3, let unknown) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(unknown.code == "unknown-action" && !unknown.isWorthRetrying && unknown.message.contains("break, echo, fail"))
            try talk.say(.request(id: 4, method: "dance", parameters: .null))
            guard case .failure(4, let method) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(method.code == "unknown-method")
        }
    }

    @Test func line_thatIsNonsenseOrTooLong_isAnsweredAndDoesNotEndTheServer() async throws {
        try await talk(server) { talk in
            try talk.say("hello\n\n")
            guard case .failure(nil, let nonsense) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(nonsense.code == "no-message")
            try talk.say(job(1, "echo", ["text": .text(String(repeating: "x", count: FrameSplitter.standardLimit))]))
            guard case .failure(1, let oversized) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(oversized.code == "oversized-request" && !oversized.isWorthRetrying)
            try talk.say(job(2, "echo"))
            guard case .response(2, _) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
        }
    }

    /// The first job waits until the second has been answered.
    @Test func jobs_inFlight_areAnsweredInAnyOrder() async throws {
        let (second, isDone) = AsyncStream<Void>.makeStream()
        let server = PluginServer(name: "test", version: "1")
            .on("slow") { _ in
                for await _ in second { break }
                return JobOutput()
            }
            .on("fast") { _ in JobOutput() }
        try await talk(server) { talk in
            try talk.say(job(1, "slow"))
            try talk.say(job(2, "fast"))
            guard case .response(2, _) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            isDone.yield()
            guard case .response(1, _) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
        }
    }

    @Test(arguments: [(1, 3, Int64(1)), (0, 1, 1)]) func introduction_withACommonVersion_takesTheNewest(least: Int64, most: Int64, taken: Int64)
        async throws
    {
        try await talk(server) { talk in
            try talk.say(
                .request(id: 1, method: "initialize", parameters: ["protocol": ["min": .integer(least), "max": .integer(most)]]))
            guard case .response(1, let identity) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(identity["protocol"] == .integer(taken))
        }
    }

    @Test func introduction_withoutACommonVersion_isRefused() async throws {
        try await talk(server) { talk in
            try talk.say(.request(id: 1, method: "initialize", parameters: ["protocol": ["min": 2, "max": 9]]))
            guard case .failure(1, let failure) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(failure.code == "no-common-version" && !failure.isWorthRetrying)
        }
    }

    @Test func job_thatIsCancelled_isAnsweredSo_andOthersGoOn() async throws {
        let (waiting, isWaiting) = AsyncStream<Void>.makeStream()
        let server = PluginServer(name: "test", version: "1")
            .on("wait") { _ in
                isWaiting.yield()
                try await Task.sleep(for: .seconds(3_600))
                return JobOutput()
            }
            .on("go") { _ in JobOutput() }
        try await talk(server) { talk in
            try talk.say(job(1, "wait"))
            for await _ in waiting { break }
            try talk.say(.notification(method: "cancel", parameters: ["id": 99]))
            try talk.say(.notification(method: "cancel", parameters: ["id": 1]))
            #expect(try await talk.hear() == .failure(id: 1, .cancelled))
            try talk.say(job(2, "go"))
            guard case .response(2, _) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
        }
    }

    @Test func progressAndLog_ofAJob_nameItsRequest() async throws {
        let server = PluginServer(name: "test", version: "1")
            .on("talk") { job in
                job.progress(40, "half")
                job.log(.warning, "careful")
                return JobOutput()
            }
        try await talk(server) { talk in
            try talk.say(job(7, "talk"))
            #expect(
                try await talk.hear() == .notification(method: "progress", parameters: ["id": 7, "percent": 40, "message": "half"]))
            #expect(
                try await talk.hear()
                    == .notification(method: "log", parameters: ["id": 7, "level": "warning", "message": "careful"]))
            guard case .response(7, _) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
        }
    }

    @Test func file_withoutASharedFolder_goesThroughTheStream() async throws {
        let server = PluginServer(name: "test", version: "1")
            .on("make") { job in
                JobOutput(files: [try job.leave(Array("made".utf8), as: "receipt", mediaType: "text/plain", suffix: "txt")])
            }
        try await talk(server) { talk in
            try talk.say(job(3, "make"))
            #expect(
                try await talk.hear()
                    == .notification(method: "file", parameters: ["id": 3, "name": "receipt", "data": "bWFkZQ=="]))
            guard case .response(3, let result) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(result["files"] == [["name": "receipt", "bytes": 4, "mediaType": "text/plain", "suffix": "txt"]])
        }
    }

    @Test func shutdown_endsTheServerAfterWhatIsInFlight() async throws {
        try await talk(server) { talk in
            try talk.say(job(1, "echo"))
            try talk.say(.request(id: 2, method: "shutdown", parameters: .null))
            guard case .response(1, _) = try await talk.hear() else { throw CocoaError(.coderInvalidValue) }
            #expect(try await talk.hear() == .response(id: 2, result: .emptyRecord))
            #expect(try await talk.line().isEmpty)
        }
    }
}
