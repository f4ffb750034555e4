import DubanModel
import DubanRunner
import DubanSystemd
import Synchronization

/// Tells those who follow the writer. The timers are made after the writer, since they hand it their rungs.
final class Relay: Writer.Observer {
    private let journal: JournalReader
    private let timers = Mutex<TimerService?>(nil)

    init(journal: JournalReader) { self.journal = journal }

    private let errands = Mutex<Errands?>(nil)

    func connect(_ errands: Errands) { self.errands.withLock { $0 = errands } }

    func owed() { errands.withLock { $0 }?.owed() }

    func connect(_ timers: TimerService) { self.timers.withLock { $0 = timers } }

    func committed(_ decisions: [CommittedDecision]) { journal.offer(decisions) }

    func scheduled(_ due: Instant) { timers.withLock { $0 }?.scheduled(due) }

    var journalCursor: Int64 { journal.cursor }
}

/// The journal of this machine as the reader sees it.
struct SystemJournal: JournalSink {
    private let journal = Journal()

    func send(_ fields: [(name: String, value: String)]) -> Bool { journal.send(fields) }

    func send(_ entries: [JournalEntry]) -> Int { journal.send(entries.map { $0.fields }) }
}
