import DubanTestKit
import Testing

/// Runs the tests of a suite on threads of their own. They block while processes work, and there are but as many threads that tasks share as
/// processors: two such tests would hold up all those that wait within a time limit.
struct BlockingTrait: SuiteTrait, TestTrait, TestScoping {
    private static let threads = ThreadsApart()

    var isRecursive: Bool { true }

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        try await withTaskExecutorPreference(BlockingTrait.threads) { try await function() }
    }
}

extension Trait where Self == BlockingTrait {
    /// The tests wait for processes.
    static var blocking: Self { Self() }
}
