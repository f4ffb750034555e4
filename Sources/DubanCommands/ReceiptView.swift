import DubanAPI

/// Shows what came of a change.
enum ReceiptView {
    static func show(_ receipt: ReceiptBody, _ options: GlobalOptions) throws {
        if options.json { return try Output.json(receipt) }
        print(text(receipt, options))
    }

    /// A line for people.
    static func text(_ receipt: ReceiptBody, _ options: GlobalOptions) -> String {
        if receipt.outcome != nil {
            let outcome = receipt.standing.map { $0[options.language] }.joined(separator: ", ")
            return "\(receipt.caseNumber)  \(options.say(.ended(outcome)))"
        }
        let places = zip(receipt.steps, receipt.standing).map { step, title in
            title[options.language] + (receipt.tasks[step].map { " (\(options.say(.task($0))))" } ?? "")
        }
        return "\(receipt.caseNumber) → \(places.joined(separator: ", "))"
    }
}
