public import DubanModel

/// Something that happens to a case. Private values in it are sealed already.
public enum Input: Sendable {
    /// A case begins.
    case open(Opening)
    /// A person acts at a task or reports what a wait waited for.
    case act(Act)
    /// A field is corrected outside a form.
    case amend(Amendment)
    /// A file is added.
    case attach(Attachment)
    /// Somebody wants to see private values; granted, it leaves an event.
    case readPrivate(PrivateReading)
    /// A job was done.
    case jobCompleted(JobCompletion)
    /// A job failed for good.
    case jobDied(JobDeath)
    /// The administrator has a dead job tried again.
    case jobRevived(step: StepID)
    /// A rung of a clock is due.
    case rung(ClockRung)

    /// The beginning of a case.
    public struct Opening: Sendable {
        /// The number that the store gave the case.
        public let id: CaseID
        /// The first values, admitted and sealed.
        public let changes: [DataChange]
        /// Papers received, with pages.
        public let materials: [String: Int]
        /// Whether the first task is done at once by who opens the case, or left in the inbox.
        public let submits: Bool
        /// A beginning.
        public init(id: CaseID, changes: [DataChange], materials: [String: Int], submits: Bool) {
            self.id = id
            self.changes = changes
            self.materials = materials
            self.submits = submits
        }
    }

    /// What a person does at a step.
    public struct Act: Sendable {
        /// The step instance.
        public let step: StepID
        /// The action's name, or `claim`, or `release`.
        public let action: String
        /// Values that the person fills in.
        public let changes: [DataChange]
        /// Papers received, with pages.
        public let materials: [String: Int]
        /// What the person says about it, sealed.
        public let comment: DataValue?
        /// An act.
        public init(
            step: StepID, action: String, changes: [DataChange] = [], materials: [String: Int] = [:], comment: DataValue? = nil
        ) {
            self.step = step
            self.action = action
            self.changes = changes
            self.materials = materials
            self.comment = comment
        }
        /// The person takes the task on, and is answerable from then.
        public static let claim = "claim"
        /// The person gives the task back.
        public static let release = "release"
    }

    /// A correction.
    public struct Amendment: Sendable {
        /// The field and its new value.
        public let change: DataChange
        /// Why, sealed.
        public let reason: DataValue
        /// A correction.
        public init(change: DataChange, reason: DataValue) {
            self.change = change
            self.reason = reason
        }
    }

    /// A wish to see private values.
    public struct PrivateReading: Sendable {
        /// The fields.
        public let paths: [DataPath]
        /// Why, sealed.
        public let reason: DataValue
        /// A wish.
        public init(paths: [DataPath], reason: DataValue) {
            self.paths = paths
            self.reason = reason
        }
    }

    /// What a job gave.
    public struct JobCompletion: Sendable {
        /// The step instance that asked for it.
        public let step: StepID
        /// Which attempt it was, from 1.
        public let attempt: Int
        /// The output.
        public let output: DataValue
        /// Files that were made.
        public let files: [Document]
        /// What a job gave.
        public init(step: StepID, attempt: Int, output: DataValue, files: [Document]) {
            self.step = step
            self.attempt = attempt
            self.output = output
            self.files = files
        }
    }

    /// Why a job failed for good.
    public struct JobDeath: Sendable {
        /// The step instance that asked for it.
        public let step: StepID
        /// How many attempts were made.
        public let attempts: Int
        /// A stable code.
        public let code: String
        /// In words; no private value.
        public let message: String
        /// A failure for good.
        public init(step: StepID, attempts: Int, code: String, message: String) {
            self.step = step
            self.attempts = attempts
            self.code = code
            self.message = message
        }
    }

    /// Names a rung of a clock run.
    public struct ClockRung: Sendable, Hashable {
        /// The clock.
        public let clock: ClockID
        /// The rung.
        public let rung: Rung
        /// When it is due.
        public let due: Instant
        /// A rung of a clock.
        public init(clock: ClockID, rung: Rung, due: Instant) {
            self.clock = clock
            self.rung = rung
            self.due = due
        }
    }
}

/// A field and its new value.
public struct DataChange: Sendable, Hashable {
    /// The field.
    public let path: DataPath
    /// Its value; null removes it.
    public let value: DataValue
    /// A change.
    public init(path: DataPath, value: DataValue) {
        self.path = path
        self.value = value
    }
}

/// A file that a case made: a PDF for the applicant.
public struct Document: Sendable, Hashable {
    /// What it is, such as `certificate`.
    public let name: String
    /// The SHA-256 of its bytes, which names it in the state folder.
    public let hash: ContentHash
    /// Where it lies under the state folder's `documents`.
    public let path: String
    /// Its size.
    public let bytes: Int
    /// Its media type.
    public let mediaType: String
    /// A file.
    public init(name: String, hash: ContentHash, path: String, bytes: Int, mediaType: String) {
        self.name = name
        self.hash = hash
        self.path = path
        self.bytes = bytes
        self.mediaType = mediaType
    }
}

/// A file that somebody added to a case; kept sealed under the case's key.
public struct Attachment: Sendable, Hashable {
    /// What people call it, sealed: a file name may hold a person's name.
    public let name: DataValue
    /// The SHA-256 of the sealed bytes, which names the file in the state folder.
    public let hash: ContentHash
    /// The size of the sealed bytes.
    public let bytes: Int
    /// The paper that it is a copy of, where it is one.
    public let material: String?
    /// Its pages.
    public let pages: Int
    /// A file.
    public init(name: DataValue, hash: ContentHash, bytes: Int, material: String?, pages: Int) {
        self.name = name
        self.hash = hash
        self.bytes = bytes
        self.material = material
        self.pages = pages
    }
}
