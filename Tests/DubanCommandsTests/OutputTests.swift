import Testing

@testable import DubanCommands

@Suite("Tables")
struct OutputTests {
    @Test func width_chineseText_countsTwoColumnsACharacter() {
        #expect(Output.width(of: "王强") == 4)
        #expect(Output.width(of: "Wang Qiang") == 10)
        #expect(Output.width(of: "待办 3") == 6)
    }

    @Test func width_colours_countNothing() {
        #expect(Output.width(of: "\u{1B}[31mred\u{1B}[0m") == 3)
    }

    @Test func time_instantAtTheOffice_isShownToTheMinute() {
        #expect(Output.time("2026-03-09T17:30:00+08:00") == "2026-03-09 17:30")
        #expect(Output.time(nil) == "")
    }
}
