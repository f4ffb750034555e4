/// A regular expression with the syntax of RE2, for `matches`.
///
/// The pattern becomes a program of a nondeterministic automaton, all of whose states are followed at once: each code point of
/// the text is looked at once, and costs at most as much as the program has instructions. Nothing is ever tried again, so no
/// pattern and no text can make it slow. What cannot be matched so, references back and looking around, is refused.
/// Only whether there is a match matters here, so that greedy and reluctant repetitions are the same and groups hold nothing.
struct Pattern: Sendable {
    private let program: PatternProgram

    /// Compiles a pattern; an error says what is wrong with it and at which character.
    init(_ source: String, limits: CELLimits) throws(CELFailure) {
        var parser = PatternParser(source, limits: limits)
        program = try PatternProgram(try parser.parse(), limits: limits)
    }

    /// How many instructions it has.
    var instructionCount: Int { program.instructions.count }

    /// Whether it matches some part of a text.
    func isFound(in text: String, _ meter: inout Meter) throws(CELFailure) -> Bool {
        var matcher = PatternMatcher(program)
        return try matcher.isFound(in: text, &meter)
    }
}

/// The program of an automaton.
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        /// One code point.
        case scalar(Unicode.Scalar)
        /// One code point of a class, by its number.
        case scalarClass(Int)
        /// Go on at two places.
        case split(Int, Int)
        case jump(Int)
        case assert(PatternNode.Assertion)
        case match
    }

    private(set) var instructions: [Instruction] = []
    private(set) var classes: [ScalarClass] = []
    /// Whether a match can only begin where the text does.
    let isAnchored: Bool
    private let limit: Int

    init(_ node: PatternNode, limits: CELLimits) throws(CELFailure) {
        limit = limits.patternInstructions
        isAnchored = node.isAnchored
        try emit(node)
        try append(.match)
    }

    private mutating func append(_ instruction: Instruction) throws(CELFailure) {
        guard instructions.count < limit else {
            throw CELFailure(.limit, "the pattern has more than \(limit) instructions when its repetitions are written out")
        }
        instructions.append(instruction)
    }

    private mutating func emit(_ node: PatternNode) throws(CELFailure) {
        switch node {
        case .empty: return
        case .scalar(let scalar): try append(.scalar(scalar))
        case .scalarClass(let scalarClass):
            classes.append(scalarClass)
            try append(.scalarClass(classes.count - 1))
        case .assertion(let assertion): try append(.assert(assertion))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .choice(let nodes): try emit(choice: nodes)
        case .repetition(let inner, let minimum, let maximum): try emit(inner, minimum, maximum)
        }
    }

    private mutating func emit(choice nodes: [PatternNode]) throws(CELFailure) {
        var jumps: [Int] = []
        for (position, node) in nodes.enumerated() {
            guard position < nodes.count - 1 else {
                try emit(node)
                break
            }
            let split = instructions.count
            try append(.jump(0))
            try emit(node)
            jumps.append(instructions.count)
            try append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    /// The node `minimum` times, then for each time up to `maximum` a way past it, or without a maximum a loop.
    private mutating func emit(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) throws(CELFailure) {
        for _ in 0..<minimum {
            let before = instructions.count
            try emit(node)
            // What takes no instruction matches nothing but emptiness, and once is as good as often.
            if instructions.count == before { break }
        }
        guard let maximum else {
            let split = instructions.count
            try append(.jump(0))
            try emit(node)
            try append(.jump(split))
            instructions[split] = .split(split + 1, instructions.count)
            return
        }
        var splits: [Int] = []
        for _ in minimum..<max(minimum, maximum) {
            splits.append(instructions.count)
            try append(.jump(0))
            try emit(node)
        }
        for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
}
