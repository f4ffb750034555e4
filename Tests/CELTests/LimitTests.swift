import CEL
import Foundation
import Testing

@Suite struct LimitTests {
    private let environment = CELEnvironment(variables: ["x": .dynamic])

    private func outcome(_ source: String, _ environment: CELEnvironment? = nil) -> CELError? {
        do throws(CELError) {
            _ = try (environment ?? self.environment).compile(source).evaluate(["x": 1])
            return nil
        } catch {
            return error
        }
    }

    /// A text within as many others of its kind.
    struct Nest: Sendable, CustomTestStringConvertible {
        let open: String
        let middle: String
        let close: String
        let count: Int

        init(_ open: String, _ middle: String, _ close: String, _ count: Int) {
            (self.open, self.middle, self.close, self.count) = (open, middle, close, count)
        }

        var source: String { String(repeating: open, count: count) + middle + String(repeating: close, count: count) }
        var testDescription: String { "\(count) × \(open)\(middle)\(close)" }
    }

    @Test(arguments: [
        Nest("(", "1", ")", 2_000), Nest("[", "", "", 5_000), Nest("!", "true", "", 5_000), Nest("-", "1", "", 5_000),
        Nest("", "x", ".a", 5_000),
        Nest("", "x", "[0]", 5_000), Nest("1+", "1", "", 5_000), Nest("{'a':", "1", "}", 3_000), Nest("true?1:", "1", "", 3_000),
        Nest("size(", "x", ")", 3_000), Nest("[1].map(x,", "x", ")", 1_000), Nest("{", "", "", 9_000), Nest("f(", "", "", 9_000),
        Nest("!-", "1", "", 9_000),
    ])
    func nesting_beyondTheLimit_isRefused(_ nest: Nest) { #expect(outcome(nest.source)?.code == .limit) }

    /// What the specification wants at least (langdef.md, Syntax).
    @Test(arguments: [
        Nest("(", "1", ")", 32), Nest("true&&", "true", "", 200), Nest("false||", "false", "", 200), Nest("1+", "1", "", 60),
        Nest("true ? 1 : ", "1", "", 32), Nest("", "{}", ".?a", 32), Nest("1 < 2 && ", "true", "", 32), Nest("[", "1", "]", 32),
        Nest("[", "[1]", "][0]", 30),
    ])
    func nesting_thatTheSpecificationWants_isTaken(_ nest: Nest) { #expect(outcome(nest.source) == nil) }

    @Test func lists_ofThousands_areTaken() {
        #expect(outcome("[" + Array(repeating: "1", count: 2_000).joined(separator: ",") + "].size() == 2000") == nil)
    }

    /// Threads of Dispatch and of Swift's own pool have stacks of 512 KiB.
    @Test func nesting_atTheLimit_fitsIntoASmallStack() async {
        let sources = [
            Nest("(", "1", ")", 63), Nest("1+", "1", "", 63), Nest("[", "1", "]", 62), Nest("true?1:", "1", "", 62),
            Nest("[1].map(y,", "y", ")", 30),
            Nest("[1].exists(y,", "y>0", ")", 30), Nest("string(", "x", ")", 62), Nest("", "x", ".a", 62),
            Nest("cel.bind(y,1,", "y", ")", 31),
            Nest("x||(x&&(", "x", "))", 31), Nest("x.transformMapEntry(y,z,true,", "{y:z}", ")", 60), Nest("{'a':", "x", "}", 62),
        ].map(\.source)
        let environment = environment
        let failures = await withCheckedContinuation { continuation in
            let thread = Thread {
                var failures: [String] = []
                for source in sources {
                    do {
                        let program = try environment.compile(source)
                        _ = try? program.evaluate(["x": [:]])
                        _ = try? program.explain(["x": [:]])
                    } catch {
                        failures.append("\(error)")
                    }
                }
                continuation.resume(returning: failures)
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect(failures.isEmpty, "\(failures)")
    }

    @Test(arguments: [
        "lists.range(100000).map(x, lists.range(1000))", "lists.range(1000).map(a, lists.range(1000).map(b, a * b))",
        "lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, true)))",
        "lists.range(2000).exists(a, lists.range(2000).exists(b, 1 / 0 > 0))",
        "lists.range(90000).exists(a, 1 in lists.range(90000).map(b, 2))",
        // Shared parts: a value of ten million items that takes little memory, compared with itself.
        "cel.bind(a, lists.range(10), cel.bind(b, a.map(i, a), cel.bind(c, b.map(i, b), cel.bind(d, c.map(i, c), cel.bind(e, d.map(i, d), "
            + "cel.bind(f, e.map(i, e), cel.bind(g, f.map(i, f), g == g)))))))",
        "cel.bind(a, lists.range(3000).map(i, [i]), a.distinct().size() > 0 && sets.equivalent(a, a.reverse()))",
    ])
    func evaluation_beyondTheSteps_isRefused(_ source: String) throws {
        let error = try #require(outcome(source))
        #expect(error.code == .limit, "\(error)")
    }

    @Test(arguments: [
        "cel.bind(a, 'aaaaaaaaaaaaaaaa', cel.bind(b, a + a + a + a + a + a + a + a, cel.bind(c, b + b + b + b + b + b + b + b, "
            + "cel.bind(d, c + c + c + c + c + c + c + c, cel.bind(e, d + d + d + d + d + d + d + d, cel.bind(f, e + e + e + e + e + e + e + e, "
            + "f + f + f + f + f + f + f + f))))))",
        "cel.bind(a, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', cel.bind(b, a.replace('a', a), cel.bind(c, b.replace('a', b), c.replace('a', c))))",
        "cel.bind(a, lists.range(100000), a + a)", "lists.range(100001)",
        "cel.bind(a, lists.range(10), cel.bind(b, a.map(i, a), cel.bind(c, b.map(i, b), cel.bind(d, c.map(i, c), cel.bind(e, d.map(i, d), "
            + "cel.bind(f, e.map(i, e), cel.bind(g, f.map(i, f), '%s'.format([g]))))))))",
        "lists.range(90000).map(i, 'aaaaaaaaaaaaaaaa').join()",
    ])
    func value_beyondItsSize_isRefused(_ source: String) throws {
        let error = try #require(outcome(source))
        #expect(error.code == .limit, "\(error)")
    }

    @Test func limit_insideLogic_isNotAbsorbed() throws {
        #expect(outcome("lists.range(2000).all(a, lists.range(2000).all(b, true)) || true")?.code == .limit)
        #expect(outcome("lists.range(2000).exists(a, lists.range(2000).exists(b, false))")?.code == .limit)
    }

    @Test func source_beyondItsLength_isRefused() {
        #expect(outcome("'" + String(repeating: "a", count: 40_000) + "'")?.code == .limit)
        #expect(outcome(String(repeating: "9", count: 20_000))?.code == .syntax)
        #expect(outcome("1e" + String(repeating: "9", count: 20_000))?.code == .syntax)
    }

    @Test func limits_ofAnEnvironment_areObeyed() {
        var limits = CELLimits()
        limits.steps = 10
        let narrow = CELEnvironment(variables: ["x": .dynamic], limits: limits)
        #expect(outcome("[x, x, x].map(y, y + 1).size() > 0", narrow)?.code == .limit)
        #expect(outcome("x + 1", narrow) == nil)
    }

    @Test func json_ofSharedParts_isRefused() throws {
        var value: CELValue = [1]
        for _ in 0..<40 { value = .list([value, value, value, value]) }
        #expect(throws: CELFailure.self) { try value.json() }
        #expect(throws: CELFailure.self) { try value.tagged() }
    }
}
