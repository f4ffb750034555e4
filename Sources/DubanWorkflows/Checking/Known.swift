import DubanModel

/// What is known of the document at a point of the graph, on every way that leads there.
struct Known: Equatable {
    /// Fields that have a value.
    var sure: Set<DataPath> = []
    /// Fields that can have been filled; a form may have left them empty.
    var possible: Set<DataPath> = []

    /// What is known where two ways meet.
    func meeting(_ other: Known?) -> Known {
        guard let other else { return self }
        return Known(sure: sure.intersection(other.sure), possible: possible.intersection(other.possible))
    }

    mutating func fill(_ fields: some Sequence<DataPath>) {
        sure.formUnion(fields)
        possible.formUnion(fields)
    }

    mutating func offer(_ fields: some Sequence<DataPath>) { possible.formUnion(fields) }

    /// What is written where at least `count` of several parts have come to their end.
    static func written(by parts: [Known], atLeast count: Int) -> Known {
        func common(_ fields: [Set<DataPath>]) -> Set<DataPath> {
            var counts: [DataPath: Int] = [:]
            for field in fields.joined() { counts[field, default: 0] += 1 }
            // Of n parts, count have ended: what more than n - count of them write, one of those that ended wrote.
            return Set(counts.filter { $0.value > parts.count - count }.keys)
        }
        return Known(sure: common(parts.map(\.sure)), possible: common(parts.map(\.possible)))
    }
}

/// The fields that can be seen in a region, down to those that hold a value of their own.
struct VisibleFields {
    private let schema: DataSchema

    init(_ fields: [Field]) { schema = DataSchema(fields: fields) }

    /// The declared field that a path lies in: a field with a value of its own, or the record that the path names.
    func field(of path: DataPath) -> (path: DataPath, field: Field)? {
        var names: [String] = []
        for name in path.names {
            names.append(name)
            guard let field = schema[DataPath(names)] else { return nil }
            if case .record = field.type, names.count < path.names.count { continue }
            return (DataPath(names), field)
        }
        return nil
    }

    /// The fields with a value of their own at and below a path.
    func leaves(_ path: DataPath, onlyRequired: Bool = false) -> [DataPath] {
        guard let (path, field) = field(of: path) else { return [] }
        return leaves(field, at: path, onlyRequired)
    }

    private func leaves(_ field: Field, at path: DataPath, _ onlyRequired: Bool) -> [DataPath] {
        if case .record(let inner) = field.type { return inner.flatMap { leaves($0, at: path.appending($0.name), onlyRequired) } }
        return onlyRequired && !field.isRequired ? [] : [path]
    }

    /// The names at the root.
    var names: [String] { schema.fields.map(\.name) }
}
