import DubanEngine
import DubanModel
public import DubanStore
import DubanWorkflows
public import Logging
public import ServiceLifecycle

/// Does what cases owe each other: opens child cases, tells parents of their children, ends children of ended parents. Each errand
/// was written in the transaction of the decision that caused it and is consumed in the one that does it, so that it is done once,
/// whatever crashes in between.
///
///     decision ──▶ pending input ──▶ Errands ──▶ decision of the other case, which consumes it
public final class Errands: Service {
    private let writer: Writer
    private let reader: any StoreReader
    private let versions: Versions
    private let resealer: Resealer
    private let logger: Logger
    private let wakes: AsyncStream<Void>
    private let wake: AsyncStream<Void>.Continuation

    /// Errands that are read at once.
    static let window = 256

    /// Errands between the cases of a store.
    public init(writer: Writer, reader: any StoreReader, versions: Versions, vault: Vault, logger: Logger) {
        self.writer = writer
        self.reader = reader
        self.versions = versions
        self.logger = logger
        resealer = Resealer(reader: reader, vault: vault)
        (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Notes that something is owed.
    public func owed() { wake.yield() }

    /// Does what is owed, until the daemon stops; what an earlier daemon left comes first.
    public func run() async throws {
        wake.yield()
        await withTaskCancellationOrGracefulShutdownHandler {
            for await _ in wakes { await settle() }
        } onCancelOrGracefulShutdown: {
            self.wake.finish()
        }
    }

    /// Does everything that is owed now, and what that causes.
    public func settle() async {
        while true {
            let pending: [PendingInput]
            do {
                pending = try reader.pendingInputs(limit: Errands.window)
            } catch {
                return logger.error("What cases owe each other cannot be read: \(error)")
            }
            var isDone = false
            for errand in pending where await run(errand) { isDone = true }
            if !isDone { return }
        }
    }

    /// - Returns: Whether it is done; one that is not stays, and is told of.
    private func run(_ errand: PendingInput) async -> Bool {
        do {
            switch try errand.owed() {
            case .child(let step, let workflow, let changes):
                try await open(workflow, for: errand, step, changes)
            case .opened(let parent):
                guard let child = try reader.summary(of: errand.caseID)?.number else { break }
                if try await decide(parent.caseID, .childOpened(step: parent.step, number: child), for: errand) == nil {
                    // The parent has gone on without it: nobody waits for the child.
                    try await close(errand.caseID, for: nil)
                }
            case .ended(let parent, let outcome, let wasClosed, let results):
                let (values, privacy) = try resealer.results(results, from: errand.caseID, to: parent.caseID)
                let end = Input.ChildEnd(step: parent.step, outcome: outcome, wasClosed: wasClosed, results: values)
                _ = try await decide(parent.caseID, .childEnded(end), for: errand, privacy)
            case .closing(let child):
                if let id = try reader.caseID(of: child) { try await close(id, for: errand) } else { await forget(errand) }
            }
            return true
        } catch {
            logger.error("What case \(errand.caseID.rawValue) owes under \(errand.id) cannot be done: \(error)")
            return false
        }
    }

    /// Opens a child case; where that cannot be, the parent goes on as if the child had been ended from outside.
    private func open(_ workflow: String, for errand: PendingInput, _ step: StepID, _ changes: [DataChange]) async throws {
        do {
            let definition = try versions.workflow(named: workflow)
            guard let parent = try reader.summary(of: errand.caseID) else { return await forget(errand) }
            let link = ParentLink(caseID: parent.id, number: parent.number, step: step)
            let (values, privacy) = try resealer.opening(changes, from: errand.caseID, definition)
            try await perform(
                .open(workflow: definition.hash) {
                    .open(.init(id: $0, changes: values, materials: [:], submits: false, parent: link))
                }, for: errand, privacy)
        } catch let refusal as Refusal where refusal.code != .storeFailure && refusal.code != .staleClaim {
            logger.error("Case \(errand.caseID.rawValue) cannot open its child case: \(refusal.message)")
            let end = Input.ChildEnd(step: step, outcome: refusal.code.rawValue, wasClosed: true, results: .emptyRecord)
            _ = try await decide(errand.caseID, .childEnded(end), for: errand)
        }
    }

    private func close(_ child: CaseID, for errand: PendingInput?) async throws {
        if let errand {
            _ = try await decide(child, .close(.parentClosed, reason: .null), for: errand)
        } else {
            _ = try? await writer.perform(.decide(child, .close(.parentClosed, reason: .null)), by: .system)
        }
    }

    /// Has an input decided that does an errand. One that comes too late does nothing, and is given up.
    /// - Returns: Nothing where it came too late.
    private func decide(
        _ id: CaseID, _ input: Input, for errand: PendingInput, _ privacy: WriterItem.Privacy = .init()
    ) async throws -> Receipt? {
        do {
            return try await perform(.decide(id, input), for: errand, privacy)
        } catch let refusal as Refusal where refusal.code == .staleClaim || refusal.code == .caseEnded || refusal.code == .alreadyDone {
            await forget(errand)
            return nil
        }
    }

    @discardableResult
    private func perform(_ work: WriterItem.Work, for errand: PendingInput, _ privacy: WriterItem.Privacy) async throws -> Receipt {
        try await writer.perform(work, by: .system, privacy: privacy, consumes: errand.id)
    }

    private func forget(_ errand: PendingInput) async { await writer.forget(pending: errand.id) }
}
