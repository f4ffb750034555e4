import Foundation

/// What the command line says.
struct BenchOptions: Sendable {
    /// The works; all where none is named.
    var works: [String] = []
    /// Sizes by name, such as `cases`; a work has its own where nothing is said.
    private var sizes: [String: Int] = [:]
    /// Where databases are made; on the disk that is to be measured.
    var folder: String

    init(_ arguments: [String]) throws {
        folder = FileManager.default.currentDirectoryPath + "/scratch/bench"
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                works.append(argument)
                continue
            }
            let name = String(argument.dropFirst(2))
            guard let value = rest.popFirst() else { throw BenchFailure("\(argument) needs a value") }
            if name == "state" {
                folder = value
            } else if let number = Int(value), number > 0 {
                sizes[name] = number
            } else {
                throw BenchFailure("\(argument) needs a number from 1, not \"\(value)\"")
            }
        }
    }

    /// A size, or what the work has for it.
    func size(_ name: String, _ standard: Int) -> Int { sizes[name] ?? standard }

    /// A fresh folder for one run.
    func freshFolder(_ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
