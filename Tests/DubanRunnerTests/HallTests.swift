import DubanEngine
import DubanModel
import DubanScenario
import DubanStore
import DubanTestKit
import DubanTime
import DubanWorkflows
import Foundation
import Testing

@testable import DubanRunner

/// What people ask of the hall, from the request to the store: admitted, sealed, decided, and answered once.
@Suite(.timeLimit(.minutes(1))) struct HallTests {
    private let folder: ScratchFolder
    private let store = MemoryStore()
    private let fixture: HallFixture
    private let hall: Hall

    init() throws {
        folder = try ScratchFolder("hall")
        fixture = try HallFixture([Fixture.permit()], store: store)
        let queues = JobQueues([], executor: ManualExecutor(), preparer: PlainPreparer(), clock: fixture.clock)
        hall = Hall(
            writer: fixture.writer, reader: store.reader, versions: fixture.versions,
            vault: try Vault(officeKey: [UInt8](repeating: 1, count: 32)),
            queues: queues, clock: fixture.clock, stateFolder: folder.path)
    }

    private func request(_ key: String = UUID().uuidString, by member: String = "li-na") -> Hall.Request {
        Hall.Request(caller: StaffID(member), key: key)
    }

    private let data: DataValue = ["applicant": ["name": "李娜 canary"], "purpose": "travel"]

    private func apply(_ key: String = "open", isDraft: Bool = false) async throws -> Receipt {
        try await hall.apply(request(key), workflow: "permit", data: data, materials: ["id-card": 2], isDraft: isDraft)
    }

    /// Everything that was stored, as text.
    private func stored() throws -> String {
        let decisions = try store.reader.decisions(after: 0, limit: 1_000).map { String(decoding: $0.events, as: UTF8.self) }
        let snapshots = try store.reader.caseIDs(after: CaseID(0), limit: 100).compactMap { try store.reader.snapshot(of: $0) }
        let jobs = try store.reader.jobs(JobFilter()).map { String(decoding: $0.row.payload, as: UTF8.self) }
        return (decisions + snapshots.map { String(decoding: $0.state, as: UTF8.self) } + jobs).joined(separator: "\n")
    }

    // MARK: Applying

    @Test func application_isOpenedSealedAndFound() async throws {
        let receipt = try await apply()
        #expect(receipt.number == CaseNumber("PRM-2026-0001"))
        let state = try hall.state(of: try hall.caseID(of: receipt.number))
        #expect(state.data["purpose"] == "travel" && state.materials == ["id-card": 2])
        guard case .sealed = state.data[DataPath("applicant.name")] else {
            Issue.record("The name is not sealed: \(state.data)")
            return
        }
        #expect(try !stored().contains("canary"))
        #expect(try hall.find("李娜  CANARY").map(\.number) == [receipt.number])
        #expect(try hall.find("李娜").isEmpty)
    }

    @Test func application_thatIsSentAgain_getsTheSameAnswer() async throws {
        let first = try await apply("k")
        #expect(try await apply("k") == first)
        #expect(try store.reader.cases(CaseFilter()).count == 1)
        let other = await #expect(throws: Refusal.self) {
            try await hall.apply(request("k"), workflow: "permit", data: ["purpose": "other"], materials: .null, isDraft: false)
        }
        #expect(other?.code == .keyReused)
    }

    @Test func application_thatIsWrong_isToldEverythingAtOnceAndNoValue() async throws {
        let wrong: DataValue = ["applicant": ["name": 42, "nme": "canary"], "purpos": "canary", "number": "canary"]
        let refusal = await #expect(throws: Refusal.self) {
            try await hall.apply(request(), workflow: "permit", data: wrong, materials: .null, isDraft: false)
        }
        #expect(refusal?.code == .invalidData)
        #expect(Set(refusal?.problems.map(\.path) ?? []) == ["applicant.name", "applicant.nme", "purpos", "number"])
        #expect(refusal?.description.contains("canary") == false)
        #expect(try store.reader.lastPosition() == 0)
    }

    @Test func application_ofAnUnknownWorkflowOrMaterial_isRefused() async throws {
        let unknown = await #expect(throws: Refusal.self) {
            try await hall.apply(request(), workflow: "permits", data: data, materials: .null, isDraft: false)
        }
        #expect(unknown?.code == .unknownWorkflow && unknown?.message.contains("permit") == true)
        let paper = await #expect(throws: Refusal.self) {
            try await hall.apply(request(), workflow: "permit", data: data, materials: ["idcard": 1], isDraft: false)
        }
        #expect(paper?.code == .invalidData && paper?.problems.first?.path == "materials.idcard")
    }

    // MARK: Acting

    @Test func act_atATask_sealsTheComment() async throws {
        let draft = try await apply(isDraft: true)
        let task = try #require(draft.tasks["intake"])
        let receipt = try await hall.act(request(), task: task, action: "done", data: .null, materials: .null, comment: "canary")
        #expect(receipt.steps == ["produce"])
        #expect(try !stored().contains("canary"))
        let again = await #expect(throws: Refusal.self) {
            try await hall.act(request(), task: task, action: "done", data: .null, materials: .null, comment: nil)
        }
        #expect(again?.code == .alreadyDone)
        let unknown = await #expect(throws: Refusal.self) {
            try await hall.act(request(), task: TaskNumber(99), action: "done", data: .null, materials: .null, comment: nil)
        }
        #expect(unknown?.code == .unknownTask)
    }

    @Test func amendment_withoutAReasonOrOfAnUnknownField_isRefused() async throws {
        let number = try await apply().number
        for reason in ["", " \n"] {
            let refusal = await #expect(throws: Refusal.self) {
                try await hall.amend(request(), case: number, field: DataPath("purpose"), value: "work", reason: reason)
            }
            #expect(refusal?.code == .reasonRequired)
        }
        let unknown = await #expect(throws: Refusal.self) {
            try await hall.amend(request(), case: number, field: DataPath("purpos"), value: "work", reason: "mistyped")
        }
        #expect(unknown?.code == .unknownField && unknown?.message.contains("purpose") == true)
        _ = try await hall.amend(request(), case: number, field: DataPath("applicant.name"), value: "王强 canary", reason: "mistyped")
        #expect(try hall.find("王强 canary").map(\.number) == [number])
        #expect(try !stored().contains("canary"))
    }

    // MARK: Attachments

    @Test func attachment_liesSealedUnderItsHash() async throws {
        let number = try await apply().number
        let bytes = Array("scan canary".utf8)
        _ = try await hall.attach(request("a"), case: number, name: "canary.pdf", bytes: bytes, material: "id-card", pages: 3)
        let file = try #require(try hall.state(of: hall.caseID(of: number)).attachments.first)
        let name = file.hash.description
        let stored = folder.bytes("attachments/\(name.prefix(2))/\(name)")
        #expect(stored.count == file.bytes && stored != bytes)
        #expect(!String(decoding: stored, as: UTF8.self).contains("canary"))
        #expect(try !self.stored().contains("canary"))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path("attachments/\(name.prefix(2))/\(name)"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        // The same request again adds nothing.
        _ = try await hall.attach(request("a"), case: number, name: "canary.pdf", bytes: bytes, material: "id-card", pages: 3)
        #expect(try hall.state(of: hall.caseID(of: number)).attachments.count == 1)
    }

    @Test func attachment_thatIsTooLarge_isRefused() async throws {
        let number = try await apply().number
        let bytes = [UInt8](repeating: 0, count: Hall.maximumAttachmentBytes + 1)
        let refusal = await #expect(throws: Refusal.self) {
            try await hall.attach(request(), case: number, name: "f", bytes: bytes, material: nil, pages: 1)
        }
        #expect(refusal?.code == .limitExceeded)
    }

    // MARK: Private values

    private func read(_ number: CaseNumber, _ paths: [String] = [], key: String = UUID().uuidString, by member: String = "li-na")
        async throws -> [String: DataValue]
    {
        try await hall.readPrivate(request(key, by: member), case: number, paths: paths.map { DataPath($0) }, reason: "an inquiry")
    }

    private func readings() throws -> Int {
        try store.reader.decisions(after: 0, limit: 1_000).count { String(decoding: $0.events, as: UTF8.self).contains("private-read") }
    }

    @Test func privateValues_areShownWithATrace() async throws {
        let number = try await apply().number
        #expect(try await read(number) == ["applicant.name": "李娜 canary"])
        #expect(try await read(number, ["applicant.name"]) == ["applicant.name": "李娜 canary"])
        #expect(try readings() == 2)
        let unknown = await #expect(throws: Refusal.self) { try await read(number, ["purpose"]) }
        #expect(unknown?.code == .unknownField)
        let stranger = await #expect(throws: Refusal.self) { try await read(number, by: "admin") }
        #expect(stranger?.code == .notPermitted)
        #expect(try readings() == 2)
    }

    /// The same key cannot show later what was not there when its trace was left.
    @Test func privateValues_thatChanged_areNotShownUnderAnOldTrace() async throws {
        let number = try await apply().number
        _ = try await read(number, key: "r")
        #expect(try await read(number, key: "r") == ["applicant.name": "李娜 canary"], "the same values again are the same request")
        #expect(try readings() == 1)
        _ = try await hall.amend(request(), case: number, field: DataPath("applicant.name"), value: "other", reason: "mistyped")
        #expect(await #expect(throws: Refusal.self) { try await read(number, key: "r") }?.code == .keyReused)
    }

    @Test func privateValues_whoseKeyWasDestroyed_areGone() async throws {
        let number = try await apply().number
        let id = try hall.caseID(of: number)
        try store.transact { try $0.save(caseKey: nil, of: id) }
        #expect(await #expect(throws: Refusal.self) { try await read(number) }?.code == .notPermitted)
        #expect(try hall.find("李娜 canary").isEmpty)
        var auditor = Auditor(store.reader)
        #expect(try auditor.verify().findings == [])
    }
}

@Suite struct VersionsTests {
    private let store = MemoryStore()
    private let workflow: WorkflowDefinition
    private let versions: Versions

    init() throws {
        workflow = try Fixture.permit()
        versions = try HallFixture([workflow], store: store).versions
    }

    @Test func workflow_byName_isTheOneInForce() throws {
        #expect(try versions.workflow(named: "permit").hash == workflow.hash)
        let refusal = #expect(throws: Refusal.self) { try versions.workflow(named: "nothing") }
        #expect(refusal?.code == .unknownWorkflow && refusal?.message.contains("permit") == true)
    }

    /// A case goes on under the version that it began with, long after another is in force.
    @Test func workflow_thatIsInForceNoMore_isLoadedFromTheStore() throws {
        let old = Fixture.permitText.replacingOccurrences(of: "1 working day, then: number", with: "2 working days, then: number")
        let hash = Fixture.files(old).hash
        #expect(#expect(throws: Refusal.self) { try versions.workflow(hash) }?.code == .internalInconsistency)
        let definition = StoredDefinition(hash: hash, kind: .workflow, name: "permit", content: Fixture.bundle(old), at: Fixture.monday)
        try store.transact { try $0.save(definition) }
        #expect(try versions.workflow(hash).hash == hash)
        #expect(try versions.workflow(named: "permit").hash == workflow.hash)
    }

    @Test func set_thatIsPutInForce_countsForNewCasesOnly() throws {
        let changed = try Fixture.workflow("permit", Fixture.permitText.replacingOccurrences(of: "code: PRM", with: "code: PRX"))
        var inForce = versions.inForce
        inForce.workflows = ["permit": changed]
        versions.replace(inForce)
        #expect(try versions.workflow(named: "permit").code == "PRX")
        #expect(try versions.workflow(workflow.hash).code == "PRM")
    }
}
