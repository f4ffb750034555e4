/// Follows all states of an automaton over a text.
struct PatternMatcher {
    private let program: PatternProgram
    private var current: StateSet
    private var next: StateSet
    /// States that are still to be followed without reading; kept, so that it is allocated once.
    private var pending: [Int] = []

    init(_ program: PatternProgram) {
        self.program = program
        current = StateSet(program.instructions.count)
        next = StateSet(program.instructions.count)
    }

    /// Whether the automaton accepts some part of the text.
    mutating func isFound(in text: String, _ meter: inout Meter) throws(CELFailure) -> Bool {
        try meter.spend(1 + program.instructions.count / PatternMatcher.statesPerStep)
        var iterator = text.unicodeScalars.makeIterator()
        var before: Unicode.Scalar?
        var after = iterator.next()
        while true {
            if before == nil || !program.isAnchored, add(0, to: \.current, before, after) { return true }
            guard let scalar = after else { return false }
            if current.count == 0, program.isAnchored { return false }
            try meter.spend(1 + current.count / PatternMatcher.statesPerStep)
            after = iterator.next()
            if step(over: scalar, after) { return true }
            before = scalar
            swap(&current, &next)
            next.removeAll()
        }
    }

    private static let statesPerStep = 4

    /// Reads a code point in all states; whether one of them then accepts.
    private mutating func step(over scalar: Unicode.Scalar, _ after: Unicode.Scalar?) -> Bool {
        for position in 0..<current.count {
            let state = current[position]
            let matches =
                switch program.instructions[state] {
                case .scalar(let wanted): wanted == scalar
                case .scalarClass(let number): program.classes[number].contains(scalar)
                default: false
                }
            if matches, add(state + 1, to: \.next, scalar, after) { return true }
        }
        return false
    }

    /// Adds a state and all that it leads to without reading; whether one of them accepts.
    private mutating func add(
        _ state: Int, to set: WritableKeyPath<PatternMatcher, StateSet>, _ before: Unicode.Scalar?, _ after: Unicode.Scalar?
    ) -> Bool {
        pending.append(state)
        while let state = pending.popLast() {
            guard self[keyPath: set].insert(state) else { continue }
            switch program.instructions[state] {
            case .match:
                pending.removeAll()
                return true
            case .jump(let target): pending.append(target)
            case .split(let first, let second):
                pending.append(second)
                pending.append(first)
            case .assert(let assertion):
                if assertion.holds(before, after) { pending.append(state + 1) }
            case .scalar, .scalarClass: break
            }
        }
        return false
    }
}

/// A set of small numbers that remembers the order of insertion and is emptied without work (Briggs and Torczon).
struct StateSet {
    private var dense: [Int]
    private var sparse: [Int]
    private(set) var count = 0

    init(_ capacity: Int) {
        dense = Array(repeating: 0, count: capacity)
        sparse = dense
    }

    subscript(position: Int) -> Int { dense[position] }

    mutating func insert(_ member: Int) -> Bool {
        let position = sparse[member]
        if position < count, dense[position] == member { return false }
        dense[count] = member
        sparse[member] = count
        count += 1
        return true
    }

    mutating func removeAll() { count = 0 }
}
