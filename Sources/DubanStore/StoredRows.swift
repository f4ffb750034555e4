public import DubanModel

/// A decision as stored: one row that holds all its events.
public struct StoredDecision: Sendable, Hashable {
    /// Where it stands in the log; 0 before it is appended.
    public let position: Int64
    /// The case.
    public let caseID: CaseID
    /// The sequence number of its first event.
    public let sequence: Int
    /// How many events it has.
    public let count: Int
    /// When it was made.
    public let at: Instant
    /// Who caused it.
    public let actor: String
    /// The events as JSON, exactly as hashed.
    public let events: [UInt8]
    /// Covers every column and the case's decision before (`DecisionChain`).
    public let hash: ContentHash

    /// A decision.
    public init(
        position: Int64 = 0, caseID: CaseID, sequence: Int, count: Int, at: Instant, actor: String, events: [UInt8],
        hash: ContentHash
    ) {
        self.position = position
        self.caseID = caseID
        self.sequence = sequence
        self.count = count
        self.at = at
        self.actor = actor
        self.events = events
        self.hash = hash
    }

    /// The sequence number of its last event.
    public var lastSequence: Int { sequence + count - 1 }
}

/// A folded case, so that reading it needs only the decisions after.
public struct StoredSnapshot: Sendable, Hashable {
    /// The case.
    public let caseID: CaseID
    /// The sequence number of the last event in it.
    public let sequence: Int
    /// The hash of the decision that it was taken after.
    public let head: ContentHash
    /// The state as JSON.
    public let state: [UInt8]

    /// A snapshot.
    public init(caseID: CaseID, sequence: Int, head: ContentHash, state: [UInt8]) {
        self.caseID = caseID
        self.sequence = sequence
        self.head = head
        self.state = state
    }
}

/// What is needed to fold a case.
public struct StoredCase: Sendable, Hashable {
    /// The latest snapshot.
    public let snapshot: StoredSnapshot?
    /// The decisions after it, in order.
    public let tail: [StoredDecision]

    /// A case.
    public init(snapshot: StoredSnapshot?, tail: [StoredDecision]) {
        self.snapshot = snapshot
        self.tail = tail
    }
}

/// Closes a commit: says which cases it changed and what their last event is then.
public struct StoredSeal: Sendable, Hashable {
    /// Counts from 1.
    public let number: Int64
    /// When it was made.
    public let at: Instant
    /// The last position of the commit.
    public let position: Int64
    /// The heads that changed, encoded by `SealChain`.
    public let heads: [UInt8]
    /// Covers every column and the seal before (`SealChain`).
    public let hash: ContentHash

    /// A seal.
    public init(number: Int64, at: Instant, position: Int64, heads: [UInt8], hash: ContentHash) {
        self.number = number
        self.at = at
        self.position = position
        self.heads = heads
        self.hash = hash
    }
}

/// A private value, encrypted under its case's key.
public struct SealedValue: Sendable, Hashable {
    /// What events and state hold instead.
    public let reference: SealedReference
    /// Nonce, ciphertext and tag.
    public let ciphertext: [UInt8]

    /// A sealed value.
    public init(reference: SealedReference, ciphertext: [UInt8]) {
        self.reference = reference
        self.ciphertext = ciphertext
    }
}

/// Files that are named by the hash of their content.
public struct StoredDefinition: Sendable, Hashable {
    /// What the files are.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case workflow, calendar, roster
    }
    /// The name of the content.
    public let hash: ContentHash
    /// What it is.
    public let kind: Kind
    /// What people call it.
    public let name: String
    /// The files, encoded.
    public let content: [UInt8]
    /// When it was first stored.
    public let at: Instant

    /// Files.
    public init(hash: ContentHash, kind: Kind, name: String, content: [UInt8], at: Instant) {
        self.hash = hash
        self.kind = kind
        self.name = name
        self.content = content
        self.at = at
    }
}

/// What a client names a request by: who, and a key of theirs.
public struct RequestKey: Sendable, Hashable {
    /// Who asks.
    public let caller: String
    /// The key.
    public let key: String

    /// A key.
    public init(caller: String, key: String) {
        self.caller = caller
        self.key = key
    }
}

/// The answer that a request got.
public struct StoredAnswer: Sendable, Hashable {
    /// Tells whether the same key comes with another request.
    public let fingerprint: [UInt8]
    /// The answer.
    public let body: [UInt8]
    /// When it was given.
    public let at: Instant

    /// An answer.
    public init(fingerprint: [UInt8], body: [UInt8], at: Instant) {
        self.fingerprint = fingerprint
        self.body = body
        self.at = at
    }
}

/// What one case owes another.
public struct PendingInput: Sendable, Hashable {
    /// Names it; consumed once.
    public let id: String
    /// Whom it is for.
    public let caseID: CaseID
    /// The input, encoded.
    public let body: [UInt8]

    /// A pending input.
    public init(id: String, caseID: CaseID, body: [UInt8]) {
        self.id = id
        self.caseID = caseID
        self.body = body
    }
}
