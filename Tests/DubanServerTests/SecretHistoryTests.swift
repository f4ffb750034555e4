import DubanModel
import Testing

@testable import DubanServer

@Suite("What others see of a secret branch's events")
struct SecretHistoryTests {
    @Test func hiddenEvent_saysThatSomethingWasDone_butNotWhat() {
        let detail: DataValue = [
            "event": "step-completed", "step": 17, "action": "favour", "comment": "good", "because": ["rule": "score > 80"],
            "undo": "undo-it",
        ]
        #expect(SecretHistory.hidden(detail) == ["event": "step-completed", "step": 17])
    }

    @Test func hiddenChange_namesTheFieldsAndMasksTheirValues() {
        let detail: DataValue = ["event": "data-changed", "scope": 9, "changes": ["score": 87, "remark": "good"]]
        let mask = DataValue.text(DataValue.mask)
        #expect(SecretHistory.hidden(detail) == ["event": "data-changed", "scope": 9, "changes": ["score": mask, "remark": mask]])
    }

    @Test func fieldThatIsNotKnownToBeHarmless_isLeftOut() {
        #expect(
            SecretHistory.hidden(["event": "of-tomorrow", "revealing": "87", "by": "judge-a"]) == ["event": "of-tomorrow", "by": "judge-a"])
    }
}
