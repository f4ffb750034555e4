import DubanAPI
import DubanModel
import Testing

@testable import DubanCommands

@Suite("The board of duban watch")
struct WatchBoardTests {
    private func same(_ text: String) -> TextBody { TextBody(LocalizedText(english: text, chinese: text)) }

    private func deadline(_ number: Int, _ light: String, isProvisional: Bool = false) -> DeadlineLineBody {
        DeadlineLineBody(
            caseNumber: "CERT-2026-000\(number)", clock: 12, workflow: same("证件办理"), title: same("承诺时限"), budget: same("3 working days"),
            due: "2026-03-09T17:30:00+08:00", isProvisional: isProvisional, light: light, turnsTo: "red",
            turnsAt: "2026-03-09T17:30:00+08:00", remainingMilliseconds: 1_000, remaining: same("2 working days"),
            answerable: ["wang-qiang"],
            answerableNames: [same("王强")], standing: [same("审核")])
    }

    private func board(_ lights: [String], coloured: Bool = false, language: Language = .english) -> WatchBoard {
        WatchBoard(
            list: DeadlineListBody(
                now: "2026-03-06T09:00:00+08:00", deadlines: lights.enumerated().map { deadline($0 + 1, $1) }, isCut: false),
            language: language, isColoured: coloured)
    }

    @Test func board_showsTitleClockCountsAndDeadlines() {
        let lines = board(["red", "yellow", "yellow"]).lines(columns: 120, rows: 24)
        #expect(lines[0].hasPrefix("Duban · deadlines") && lines[0].hasSuffix("2026-03-06 09:00"))
        #expect(lines[1] == "red 1   yellow 2   green 0")
        #expect(lines[3].hasPrefix("LIGHT") && lines[3].contains("ANSWERABLE"))
        #expect(lines[5].contains("CERT-2026-0001") && lines[5].contains("王强") && lines[5].contains("2 working days"))
        #expect(lines.last == "Ctrl-C ends it")
    }

    @Test(arguments: [(20, 6), (40, 10), (80, 24), (200, 12)])
    func board_fitsTheTerminal_whateverItsSize(_ columns: Int, _ rows: Int) {
        let lines = board(Array(repeating: "red", count: 9), coloured: true, language: .chinese).lines(columns: columns, rows: rows)
        #expect(lines.count < rows)
        for line in lines { #expect(Output.width(of: line) <= columns, "\(Output.width(of: line)): \(line)") }
    }

    @Test func board_withMoreThanFits_saysHowMany() {
        let lines = board(Array(repeating: "green", count: 9)).lines(columns: 100, rows: 12)
        #expect(lines.contains("… and 5 more"))
    }

    @Test func board_withNothing_saysSo() {
        #expect(board([], language: .chinese).lines(columns: 80, rows: 24).contains("没有到期事项。"))
    }

    @Test func board_whoseDaemonIsAway_keepsWhatItKnewAndSaysSo() {
        var board = board(["red"])
        board.trouble = "The daemon does not answer."
        let lines = board.lines(columns: 80, rows: 24)
        #expect(lines.last == "The daemon does not answer.")
        #expect(lines.contains { $0.contains("CERT-2026-0001") })
    }

    @Test func colours_areOnlyUsedOnATerminal() {
        #expect(!board(["red"]).lines(columns: 80, rows: 24).joined().contains("\u{1B}"))
        #expect(board(["red"], coloured: true).lines(columns: 80, rows: 24).joined().contains("\u{1B}[31m"))
    }

    @Test func cut_ofATextWithWideCharacters_keepsWithinTheColumns() {
        #expect(WatchBoard.cut("督办督办", to: 8) == "督办督办")
        #expect(WatchBoard.cut("督办督办", to: 7) == "督办督…")
        #expect(WatchBoard.cut("督办督办", to: 6) == "督办…")
    }

    @Test func provisionalDeadline_isMarked() {
        #expect(DeadlineTable.due(deadline(1, "green", isProvisional: true), .english) == "2026-03-09 17:30 (provisional)")
        #expect(DeadlineTable.due(deadline(1, "green"), .english) == "2026-03-09 17:30")
    }
}
