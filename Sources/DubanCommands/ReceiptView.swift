import DubanAPI

/// Shows what came of a change.
enum ReceiptView {
    static func show(_ receipt: ReceiptBody, _ options: GlobalOptions) throws {
        if options.json { return try Output.json(receipt) }
        if let outcome = receipt.outcome {
            print(options.text("\(receipt.caseNumber) ended: \(outcome)", "\(receipt.caseNumber) 已办结：\(outcome)"))
            return
        }
        let waiting = receipt.steps.map { step in
            receipt.tasks[step].map { "\(step) (\(options.text("task", "待办")) \($0))" } ?? step
        }
        print("\(receipt.caseNumber) → \(waiting.joined(separator: ", "))")
    }
}
