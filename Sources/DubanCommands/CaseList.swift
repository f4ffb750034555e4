import DubanAPI

/// Shows cases as a table.
enum CaseList {
    static func show(_ cases: [CaseBody], _ options: GlobalOptions) throws {
        if options.json { return try Output.json(cases) }
        if cases.isEmpty { return print(options.say(.noCase)) }
        Output.table(
            options.headings(.caseNumber, .matter, .opened, .standsAt, .owner, .due, .light),
            cases.map { item in
                [
                    item.number, item.title[options.language], Output.time(item.openedAt), standing(item, options),
                    item.ownerName?[options.language] ?? "", Output.due(item.due, isProvisional: item.isProvisional, options.language),
                    Output.light(item.light, options.language),
                ]
            })
    }

    /// Where a case stands, in words.
    static func standing(_ item: CaseBody, _ options: GlobalOptions) -> String {
        let places = item.standing.map { $0[options.language] }.joined(separator: ", ")
        return item.outcome == nil ? places : options.say(.ended(places))
    }
}
