import DubanAPI

/// Shows what came of a change.
enum ReceiptView {
    static func show(_ receipt: ReceiptBody, _ options: GlobalOptions) throws {
        if options.json { return try Output.json(receipt) }
        if receipt.outcome != nil {
            let outcome = receipt.standing.map { $0[options.language] }.joined(separator: ", ")
            return print("\(receipt.caseNumber)  \(options.say(.ended(outcome)))")
        }
        let places = zip(receipt.steps, receipt.standing).map { step, title in
            title[options.language] + (receipt.tasks[step].map { " (\(options.say(.task($0))))" } ?? "")
        }
        print("\(receipt.caseNumber) → \(places.joined(separator: ", "))")
    }
}
