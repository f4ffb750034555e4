#if canImport(CEL)
    import CEL
#endif

/// One input of the fuzzer and what must hold for it. Fuzz/run compiles it with the library, the tests replay the corpus with it.
struct FuzzCase {
    private let source: String
    private let options: CELEnvironment.Options
    private let readsJSON: Bool

    /// The first byte chooses, the rest is the source: bit 0 leaves the check of types out, bit 1 macros, bit 2 reads JSON instead.
    init(_ bytes: [UInt8]) {
        let choice = bytes.first ?? 0
        source = String(decoding: bytes.dropFirst(), as: UTF8.self)
        var options = CELEnvironment.Options.standard
        if choice & 1 != 0 { options.remove(.check) }
        if choice & 2 != 0 { options.remove(.macros) }
        self.options = options
        readsJSON = choice & 4 != 0
    }

    private static let bindings: [String: CELValue] = [
        "x": 58, "u": .uint(7), "d": 2.5, "s": "办件 abc", "b": true, "n": .null, "l": [1, "a", [true]], "m": ["a": ["b": 1], "k": "v"],
        "t": .timestamp(CELTimestamp(milliseconds: 1_234_567_890_123)), "w": .duration(.seconds(90)), "y": .bytes([0, 255]),
        "o": .optional(1),
    ]
    private static let types: [String: CELType] = [
        "x": .int, "u": .uint, "d": .double, "s": .string, "b": .bool, "n": .null, "l": .list(.dynamic), "m": .map(.string, .dynamic),
        "t": .timestamp, "w": .duration, "y": .bytes, "o": .optional(.int),
    ]

    /// Fewer steps than a rule may take, so that the fuzzer tries more.
    private static let limits: CELLimits = {
        var limits = CELLimits()
        limits.steps = 20_000
        limits.textBytes = 1 << 14
        limits.listItems = 2_000
        limits.patternInstructions = 2_000
        return limits
    }()

    /// Runs the input; a broken promise ends the process, which is how the fuzzer learns of it.
    func run() {
        if readsJSON { return readJSON() }
        let environment = CELEnvironment(variables: FuzzCase.types, container: "a.b", options: options, limits: FuzzCase.limits)
        do throws(CELError) {
            let program = try environment.compile(source)
            check(program)
        } catch {
            precondition(!error.description.isEmpty && error.line >= 1 && error.column >= 1, "an error has a place")
        }
    }

    private func check(_ program: CELProgram) {
        let first = FuzzCase.outcome { () throws(CELError) in try program.evaluate(FuzzCase.bindings) }
        let second = FuzzCase.outcome { () throws(CELError) in try program.evaluate(FuzzCase.bindings) }
        precondition(first == second, "the same comes out twice")
        do throws(CELError) {
            let explanation = try program.explain(FuzzCase.bindings)
            _ = explanation.text(.english)
            _ = explanation.text(.chinese)
            _ = explanation.reasons.map { $0.bareText(.english) }
            let told = (try? explanation.value.tagged(limits: FuzzCase.limits)) ?? "too long"
            if let value = first.value { precondition(told == value, "an explanation has the same value") }
        } catch {
            // An explanation looks at more than an evaluation must, and may meet a limit that the evaluation does not.
            precondition(first.value == nil || error.code == .limit, "what has a value can be explained")
        }
    }

    private static func outcome(_ body: () throws(CELError) -> CELValue) -> (value: String?, error: String?) {
        do throws(CELError) {
            let value = try body()
            return ((try? value.tagged(limits: limits)) ?? "too long", nil)
        } catch {
            return (nil, error.description)
        }
    }

    /// What is read as JSON is written and read again as the same.
    private func readJSON() {
        guard let value = try? CELValue(json: source), let text = try? value.json(limits: FuzzCase.limits) else { return }
        precondition((try? CELValue(json: text).json(limits: FuzzCase.limits)) == text, "JSON is read as it was written")
        if let tagged = try? CELValue(tagged: value), let form = try? tagged.tagged(limits: FuzzCase.limits) {
            let again = try? CELValue(tagged: CELValue(json: form)).tagged(limits: FuzzCase.limits)
            precondition(again == form, "the tagged form is read as it was written")
        }
    }
}
