import DubanModel
import Foundation
import Testing

/// The shipped script that makes the bank's batch, run as the daemon runs it.
@Suite("The payments plugin over the real binaries", .blocking)
struct PaymentsPluginTests {
    /// Runs the job.
    /// - Returns: What the command said, and the batch where one was made.
    private func csv(_ arguments: String) throws -> (output: Output, batch: String?) {
        let scratch = try Scratch()
        defer { scratch.end() }
        let output = try Program.run(
            Place.duban,
            ["plugin", "test", "\(Place.root)/config/plugins/payments.yaml", "csv", "--data", "-", "--output", scratch.folder],
            input: arguments, scratch: scratch)
        let path = output.code == 0 ? try JSONReader.read(Array(output.text.utf8))["files"].items?.first?["path"].textValue : nil
        return (output, try path.map { try String(contentsOfFile: $0, encoding: .utf8) })
    }

    private static let head = "number,period,line,name,account,amount\r\n"

    @Test func payment_ofACase_isALineInYuan() throws {
        let (output, batch) = try csv(
            #"{"number": "PAY-1", "amount": 96005, "period": "2026-03", "line": "support", "data": {"applicant": {"name": "王小明", "account": "6222"}}}"#
        )
        #expect(batch == Self.head + "PAY-1,2026-03,support,王小明,6222,960.05\r\n", "\(output)")
        #expect(try JSONReader.read(Array(output.text.utf8))["output"] == ["lines": 1, "total": 96_005])
    }

    @Test func payments_ofAList_areALineEach() throws {
        let (output, batch) = try csv(
            #"{"lines": [{"number": "PAY-1", "amount": 5, "name": "a", "account": "1"}, {"number": "PAY-2", "amount": 100, "name": "b", "account": "2"}]}"#
        )
        #expect(batch == Self.head + "PAY-1,,,a,1,0.05\r\nPAY-2,,,b,2,1.00\r\n", "\(output)")
    }

    /// What a name holds can neither break out of its cell nor become a formula.
    @Test func cell_withAnyCharacters_staysACell() throws {
        let (output, batch) = try csv(
            #"{"number": "PAY-1", "amount": 100, "data": {"applicant": {"name": "a, \"b\"\n\u738b\ud83d\ude00\\", "account": "=1+1"}}}"#)
        #expect(batch == Self.head + "PAY-1,,,\"a, \"\"b\"\"\n王😀\\\",'=1+1,1.00\r\n", "\(output)")
    }

    @Test(arguments: [
        (#"{}"#, "no number"), (#"{"number": "PAY-1", "amount": 1, "data": {"applicant": {"account": "1"}}}"#, "no recipient"),
        (#"{"number": "PAY-1", "amount": 1, "data": {"applicant": {"name": "SECRET", "account": null}}}"#, "no account"),
        (#"{"number": "PAY-1", "amount": 0, "data": {"applicant": {"name": "SECRET", "account": "1"}}}"#, "no amount above nothing"),
        (#"{"number": "PAY-1", "amount": "1", "data": {"applicant": {"name": "SECRET", "account": "1"}}}"#, "no amount above nothing"),
        (#"{"number": "PAY-1", "amount": 1.5, "data": {"applicant": {"name": "SECRET", "account": "1"}}}"#, "no amount above nothing"),
        (
            #"{"lines": [{"number": "P", "amount": 1, "name": "a", "account": "1"}, {"number": "P", "amount": 1, "name": "a", "account": "1"}]}"#,
            "there twice"
        ),
    ])
    func payment_thatCannotBeMade_isAnErrorThatIsNotTriedAgain(_ arguments: String, _ why: String) throws {
        let (output, _) = try csv(arguments)
        #expect(output.code == 3, "\(output)")
        #expect(output.text.contains("bad-arguments") && (output.text + output.error).contains(why), "\(output)")
        #expect(!(output.text + output.error).contains("SECRET"), "no private value is in an error: \(output)")
    }

    @Test func script_isInstalledSoThatItCanBeRun() throws {
        let scratch = try Scratch()
        defer { scratch.end() }
        let root = scratch.path("root")
        let output = try Program.run("\(Place.root)/.ci/install", [Place.binaries, root], scratch: scratch)
        #expect(output.code == 0, "\(output)")
        #expect(FileManager.default.isExecutableFile(atPath: "\(root)/etc/duban/plugins/payments"))
        #expect(!FileManager.default.isExecutableFile(atPath: "\(root)/etc/duban/plugins/payments.yaml"))
    }
}
