import DubanModel
import DubanStore

/// Jobs that wait for a slot, the first in rank first; a binary heap. Equal ranks leave in the order in which they came.
struct JobHeap {
    private struct Entry {
        let rank: Int64
        let order: UInt64
        let held: Held

        var job: StoredJob { held.job }

        func isBefore(_ other: Entry) -> Bool { rank != other.rank ? rank < other.rank : order < other.order }
    }

    /// A job is large, and its entry changes its place often.
    private final class Held: Sendable {
        let job: StoredJob
        init(_ job: StoredJob) { self.job = job }
    }

    private var entries: [Entry] = []
    private var members: Set<JobReference> = []
    private var nextOrder: UInt64 = 0

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    func contains(_ job: JobReference) -> Bool { members.contains(job) }

    /// Takes a job in, unless it is there.
    mutating func push(_ job: StoredJob) {
        guard members.insert(job.reference).inserted else { return }
        entries.append(Entry(rank: job.rank, order: nextOrder, held: Held(job)))
        nextOrder += 1
        rise(entries.count - 1)
    }

    /// Takes the first out.
    mutating func pop() -> StoredJob? {
        guard let first = entries.first, let last = entries.popLast() else { return nil }
        if !entries.isEmpty {
            entries[0] = last
            sink(0)
        }
        members.remove(first.job.reference)
        return first.job
    }

    /// Takes a job out wherever it stands; costs a pass over all.
    mutating func remove(_ job: JobReference) {
        guard members.remove(job) != nil else { return }
        let rest = entries.filter { $0.job.reference != job }
        entries = []
        for entry in rest {
            entries.append(entry)
            rise(entries.count - 1)
        }
    }

    private mutating func rise(_ start: Int) {
        var index = start
        while index > 0 {
            let parent = (index - 1) / 2
            guard entries[index].isBefore(entries[parent]) else { return }
            entries.swapAt(index, parent)
            index = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var least = index
            let (left, right) = (2 * index + 1, 2 * index + 2)
            if left < entries.count, entries[left].isBefore(entries[least]) { least = left }
            if right < entries.count, entries[right].isBefore(entries[least]) { least = right }
            if least == index { return }
            entries.swapAt(index, least)
            index = least
        }
    }
}
