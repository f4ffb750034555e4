import DubanModel
import DubanRunner
import Testing

@testable import DubanServer

@Suite("The history in plain words")
struct NarratorTests {
    private func narrator() -> Narrator {
        Narrator(Titles(nil, roster: Roster(hash: .zero, members: []))) { instant in
            instant.iso8601(offsetMinutes: 480)
        }
    }

    @Test func sentences_everyKindOfEvent_hasOneInEachLanguage() {
        for kind in EventCatalog.kinds {
            #expect(Sentences.byKind[kind] != nil, "\(kind) has no sentence in Sentences.swift")
        }
    }

    @Test func step_completedLater_isNamedByTheEventThatOpenedIt() {
        var narrator = narrator()
        _ = narrator.tell(4, "step-entered", ["step": "review", "scope": 1])
        let text = narrator.tell(9, "step-completed", ["step": 4, "action": "approve"])
        #expect(text?.english == "review is done: approve")
        #expect(text?.chinese == "“review”办结：approve")
    }

    @Test func step_completedWithoutAction_leavesTheBracketOut() {
        var narrator = narrator()
        _ = narrator.tell(4, "step-entered", ["step": "receipt"])
        #expect(narrator.tell(9, "step-completed", ["step": 4])?.english == "receipt is done")
    }

    @Test func instants_inEvents_areShownAtTheOffice() {
        var narrator = narrator()
        let started: DataValue = ["subject": "promised", "budget": "3 working days", "due": "2026-03-09T09:30:00Z"]
        #expect(narrator.tell(22, "clock-started", started)?.english == "The promised limit begins: 3 working days, due 2026-03-09 17:30")
        #expect(narrator.tell(30, "clock-ended", ["clock": 22])?.chinese == "承诺时限停止计算")
    }

    @Test func limit_inChinese_hasTheUnitOfTheRule() {
        #expect(Sentences.limit("3 working days").chinese == "3个工作日")
        #expect(Sentences.limit("1 working day").chinese == "1个工作日")
        #expect(Sentences.limit("30 calendar days").chinese == "30日")
    }

    @Test func kind_withoutSentence_isLeftToTheJournalsWords() {
        var narrator = narrator()
        #expect(narrator.tell(1, "something-newer", [:]) == nil)
    }
}
