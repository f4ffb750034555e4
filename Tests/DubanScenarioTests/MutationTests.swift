import DubanModel
import DubanScenario
import DubanWorkflows
import Testing

/// The scenarios beside the shipped bundles are worth something: whatever step of theirs is replaced by a plain task, or left out, at
/// least one scenario no longer comes out as it says.
struct MutationTests {
    @Test(arguments: Mutant.all)
    func step_replaced_makesAScenarioFail(_ mutant: Mutant) async throws {
        let definition = try mutant.definition()
        #expect(try await mutant.story.isFoundOut(definition), "no scenario notices: \(mutant.testDescription)")
    }

    /// Without a replacement nothing is noticed, so that what is noticed is the replacement.
    @Test(arguments: Story.shipped)
    func bundle_readTheSameWay_makesNoScenarioFail(_ story: Story) async throws {
        #expect(try await !story.isFoundOut(try story.definition { _ in }))
    }

    @Test func bundles_thatAreShipped_areAllMutated() {
        #expect(Set(Mutant.all.map(\.story.testDescription)) == Set(Story.shipped.map(\.testDescription)))
        #expect(
            Set(Mutant.all.map(\.kind)).isSuperset(of: ["record", "wait", "publicity", "each", "lookup", "decide", "call", "schedule"]))
    }
}
