extension CELProgram {
    /// The paths without whose value the expression may come to none: what it reads, less what it reads only where it has made sure, by
    /// `has(a.b)` or `"b" in a`, that the value is there.
    ///
    /// In `has(form.note) && form.note == "x"` nothing is needed: a conjunction is false where one part is, whatever the other comes to.
    /// Only presence that is asked for counts; that a comparison came out true proves nothing beforehand.
    public var needs: Set<[String]> { expression.needs(beyond: []) }

    /// The paths that are surely there where the expression came to `value`: what it asked for by `has(a.b)` or `"b" in a`.
    public func present(where value: Bool) -> Set<[String]> { expression.presence(where: value) }
}

extension Expression {
    /// - Parameter present: Paths that are there wherever this expression counts.
    fileprivate func needs(beyond present: Set<[String]>) -> Set<[String]> {
        if let path { return present.contains { $0.starts(with: path) } ? [] : [path] }
        switch kind {
        case .literal, .identifier, .variable, .local: return []
        case .select(let target, _, let access):
            // Asking whether a field is there needs the record that would have it; the host sees to it that records are.
            return access != .value && target.path != nil ? [] : target.needs(beyond: present)
        case .index(let target, let key, let isOptional):
            return (isOptional && target.path != nil ? [] : target.needs(beyond: present)).union(key.needs(beyond: present))
        case .logic(let isConjunction, let operands):
            return operands.enumerated().reduce(into: []) { needs, operand in
                // An operand counts only where no other decides alone.
                let others = operands.enumerated().filter { $0.offset != operand.offset }.map(\.element)
                let known = others.reduce(into: present) { $0.formUnion($1.presence(where: isConjunction)) }
                needs.formUnion(operand.element.needs(beyond: known))
            }
        case .conditional(let condition, let yes, let no):
            return condition.needs(beyond: present)
                .union(yes.needs(beyond: present.union(condition.presence(where: true))))
                .union(no.needs(beyond: present.union(condition.presence(where: false))))
        default: return kind.children.reduce(into: []) { $0.formUnion($1.needs(beyond: present)) }
        }
    }

    /// Paths that are surely there where the expression came to this truth value.
    fileprivate func presence(where value: Bool) -> Set<[String]> {
        switch kind {
        case .select(let target, let field, .presence) where value: return target.path.map { [$0 + [field]] } ?? []
        case .binary(.isIn, let key, let container) where value:
            guard case .literal(.string(let name)) = key.kind, let path = container.path else { return [] }
            return [path + [name]]
        case .not(let operand): return operand.presence(where: !value)
        case .logic(let isConjunction, let operands):
            let all = operands.map { $0.presence(where: value) }
            // Of a true conjunction every part is true; of a true disjunction one is, and nobody knows which.
            guard isConjunction != value else { return all.reduce(into: []) { $0.formUnion($1) } }
            return all.dropFirst().reduce(all.first ?? []) { $0.intersection($1) }
        default: return []
        }
    }
}
