import CEL
import Foundation
import Testing

/// One line of the conformance data, or of our own in the same form.
struct Vector: Sendable, CustomTestStringConvertible {
    let suite: String
    let name: String
    let expression: String
    let options: CELEnvironment.Options
    let container: String
    let bindings: [String: CELValue]
    /// The tagged form of the expected value; `nil` for an error.
    let expected: String?

    var testDescription: String { "\(suite)/\(name): \(expression)" }

    init(line: String) throws {
        let map = try #require(try CELValue(json: line).mapValue)
        suite = map["suite"]?.stringValue ?? ""
        name = [map["section"]?.stringValue ?? "", map["name"]?.stringValue ?? ""].joined(separator: "/")
        expression = try #require(map["expr"]?.stringValue)
        var options = CELEnvironment.Options.standard
        if map["disable_macros"] == true { options.remove(.macros) }
        if map["disable_check"] == true { options.remove(.check) }
        self.options = options
        container = map["container"]?.stringValue ?? ""
        bindings = try (map["bindings"]?.mapValue?.fields ?? [:]).mapValues { try CELValue(tagged: $0) }
        let expect = try #require(map["expect"]?.mapValue)
        expected = try expect["value"].map { try CELValue(tagged: $0).tagged() }
    }

    /// The tagged form of the value, or the error.
    func outcome() -> (value: String?, error: String?) {
        do {
            let environment = CELEnvironment(variables: bindings.mapValues { _ in .dynamic }, container: container, options: options)
            return (try environment.compile(expression).evaluate(bindings).tagged(), nil)
        } catch {
            return (nil, "\(error)")
        }
    }

    /// Two lines of the data whose expectation is not the specification's: the texts hold no backslash, yet one is expected before
    /// the question mark. docs/decisions says how it came in.
    var isDefective: Bool {
        suite == "parse" && name.hasPrefix("bytes_literals/triple_") && name.hasSuffix("_quoted_unescaped_punctuation")
    }

    /// Checks the outcome against what is expected.
    func verify() {
        let (value, error) = outcome()
        if let expected {
            #expect(value == expected, "\(testDescription)\n\(error ?? "")")
        } else {
            #expect(value == nil, "\(testDescription) should be an error")
        }
    }

    static func read(_ url: URL) throws -> [Vector] {
        try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { try Vector(line: String($0)) }
    }
}

extension Vector {
    /// The vectors of google/cel-spec: `DUBAN_CEL_VECTORS`, or beside the package; `nil` where they are absent.
    static let conformanceFile: URL? = {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path =
            ProcessInfo.processInfo.environment["DUBAN_CEL_VECTORS"]
            ?? package.deletingLastPathComponent().appendingPathComponent("shared/data/cel-conformance.ndjson").path
        return FileManager.default.fileExists(atPath: path) ? URL(fileURLWithPath: path) : nil
    }()

    static let conformance: [Vector] = conformanceFile.flatMap { try? read($0) } ?? []

    /// Our own, a file a subject.
    static let own: [Vector] = {
        let folder = Bundle.module.url(forResource: "Vectors", withExtension: nil)
        let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil) } ?? []
        return files.sorted { $0.path < $1.path }.flatMap { (try? read($0)) ?? [] }
    }()
}
