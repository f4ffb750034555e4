import DubanAPI
import DubanModel

/// Shows what moved under a calendar.
struct CalendarMoveView {
    let options: GlobalOptions

    func show(_ calendar: CalendarInForceBody, isDryRun: Bool) {
        print(
            options.say(
                isDryRun
                    ? .wouldMove(calendar.movedClocks, calendar.movedCases, calendar.cases)
                    : .didMove(calendar.movedClocks, calendar.movedCases, calendar.cases)))
        if calendar.movedClocks > 0 {
            print("  " + options.say(.shifts(shift(calendar.earlierMilliseconds), shift(calendar.laterMilliseconds))))
        }
        if calendar.passedTooEarly > 0 { print("  " + options.say(.passedTooEarly(calendar.passedTooEarly))) }
        if calendar.refused > 0 { print("  " + options.say(.notDerived(calendar.refused))) }
        if !calendar.isDone { print("  " + options.say(isDryRun ? .previewCut(calendar.cases) : .rederiving)) }
        guard let moves = calendar.moves, !moves.isEmpty else { return }
        Output.table(
            options.headings(.caseNumber, .clock, .before, .after),
            moves.prefix(CalendarMoveView.listed).map { move in
                [
                    move.caseNumber, move.subject, Output.time(move.before),
                    Output.due(move.after, isProvisional: move.isProvisional, options.language),
                ]
            })
    }

    /// Moves that are listed without --json.
    static let listed = 50

    /// A shift in days and hours, with its sign.
    private func shift(_ milliseconds: Int64) -> String {
        let hours = abs(milliseconds) / 3_600_000
        let text = options.say(.daysAndHours(Int(hours / 24), Int(hours % 24)))
        return (milliseconds < 0 ? "−" : "+") + text
    }
}
