/// Why something that was asked for is not done. Nothing was changed. Every error that reaches a person is one.
public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable code, by which programs tell refusals apart.
    public let code: Code
    /// What was attempted, on which id, why it failed, and what to do next; one or two sentences.
    public let message: String
    /// Single findings, where there are several, such as each field that is missing.
    public let problems: [Problem]

    /// A refusal with this code and message.
    public init(_ code: Code, _ message: String, problems: [Problem] = []) {
        self.code = code
        self.message = message
        self.problems = problems
    }

    /// Message and findings.
    public var description: String {
        ([message] + problems.map { "  \($0.path): \($0.message)" }).joined(separator: "\n")
    }

    /// One finding, with the place that it concerns.
    public struct Problem: Sendable, Hashable {
        /// The field, such as `applicant.name`, or the file with line and column.
        public let path: String
        /// What is wrong there.
        public let message: String
        /// A finding at `path`.
        public init(path: String, message: String) {
            self.path = path
            self.message = message
        }
    }

    /// Stable codes. A new one is added, an old one never changes its meaning.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        // The request is not understood: exit code 2.
        case invalidRequest = "invalid-request"
        // Refused for a reason: exit code 3.
        case invalidData = "invalid-data"
        case wrongRole = "wrong-role"
        case separationOfDuties = "separation-of-duties"
        case unknownAction = "unknown-action"
        case reasonRequired = "reason-required"
        case unknownCaller = "unknown-caller"
        case notPermitted = "not-permitted"
        case invalidDefinition = "invalid-definition"
        case limitExceeded = "limit-exceeded"
        case notDevelopment = "not-development"
        // Not found: exit code 4.
        case unknownWorkflow = "unknown-workflow"
        case unknownCase = "unknown-case"
        case unknownTask = "unknown-task"
        case unknownRegister = "unknown-register"
        case unknownQueue = "unknown-queue"
        case unknownJob = "unknown-job"
        case unknownPlugin = "unknown-plugin"
        case unknownField = "unknown-field"
        // At odds with what is there: exit code 5.
        case alreadyDone = "already-done"
        case alreadyClaimed = "already-claimed"
        case duplicateKey = "duplicate-key"
        case insufficientBalance = "insufficient-balance"
        case keyReused = "key-reused"
        case caseEnded = "case-ended"
        case caseSuspended = "case-suspended"
        case clockStanding = "clock-standing"
        case limitPassed = "limit-passed"
        case tooLate = "too-late"
        case opinionPending = "opinion-pending"
        case staleClaim = "stale-claim"
        case stateFolderInUse = "state-folder-in-use"
        // The daemon cannot: exit code 69.
        case unavailable = "unavailable"
        case storeFailure = "store-failure"
        case pluginFailure = "plugin-failure"
        case internalInconsistency = "internal-inconsistency"
    }
}

extension Refusal.Code {
    /// The exit code of the command line for this refusal (design.md section 10).
    public var exitCode: Int32 {
        switch self {
        case .invalidRequest: 2
        case .invalidData, .wrongRole, .separationOfDuties, .unknownAction, .reasonRequired, .unknownCaller, .notPermitted,
            .invalidDefinition, .limitExceeded, .notDevelopment:
            3
        case .unknownWorkflow, .unknownCase, .unknownTask, .unknownRegister, .unknownQueue, .unknownJob, .unknownPlugin, .unknownField: 4
        case .alreadyDone, .alreadyClaimed, .duplicateKey, .insufficientBalance, .keyReused, .caseEnded, .caseSuspended,
            .clockStanding, .limitPassed, .tooLate, .opinionPending, .staleClaim, .stateFolderInUse:
            5
        case .unavailable, .storeFailure, .pluginFailure, .internalInconsistency: 69
        }
    }
}
