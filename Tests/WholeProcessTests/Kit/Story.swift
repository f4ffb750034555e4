import DubanAPI
import Foundation

/// The story of the demo: one certificate from application to hand-over, a command at a time, each with an idempotency key, so that it
/// can be told again after the daemon was killed.
struct Story {
    /// A step of the story.
    enum Chapter: CaseIterable {
        case application, days, supplement, claim, approval, handOver
    }

    let number: String

    /// The first case of a fresh folder.
    init(number: String = "CERT-2026-0001") { self.number = number }

    static let name = "王小明"
    static let identity = "370402199003071234"

    static let application = """
        {"applicant": {"name": "\(name)", "id_number": "\(identity)", "address": "枣庄市西王庄镇第三村12号", "phone": "13800138000"},
         "certificate": {"kind": "departure", "purpose": "外出务工"}, "materials": {"id-card": 2, "household-register": 4}}
        """

    /// The words of a chapter; what it needs of the daemon is asked for before.
    func words(_ chapter: Chapter, _ hall: HallUnderTest) throws -> (words: [String], member: String, input: String?) {
        let key = ["--key", "story-\(number)-\(chapter)", "--json"]
        switch chapter {
        case .application: return (["apply", "certificate-issuance", "--data", "-"] + key, "liu-yan", Story.application)
        case .days: return (["dev", "advance", "--to", "2026-03-04T09:00:00+08:00", "--json"], "li-na", nil)
        case .supplement:
            let task = try hall.task("supplement", of: number)
            return (["act", task, "supplemented", "--materials", "photo=1"] + key, "li-na", nil)
        case .claim: return (["act", try hall.task("review", of: number), "claim"] + key, "wang-qiang", nil)
        case .approval: return (["act", try hall.task("review", of: number), "approve"] + key, "wang-qiang", nil)
        case .handOver: return (["act", try hall.task("hand-over", of: number), "handed-over"] + key, "li-na", nil)
        }
    }

    /// Tells chapters to their end, waiting each time until the jobs that follow are done.
    func tell(_ hall: HallUnderTest, through last: Chapter = .handOver, from first: Chapter = .application) throws {
        for chapter in Chapter.allCases.drop(while: { $0 != first }) {
            let (words, member, input) = try self.words(chapter, hall)
            let output = try hall.duban(words, as: member, input: input)
            guard output.code == 0 else { throw ChildProcess.Failure(description: "\(chapter): \(output)") }
            try hall.settle(at: chapter == .days ? "2026-03-04T09:00:00+08:00" : nil)
            if chapter == last { return }
        }
    }
}
