/// How long the journal's thread rests between sends. While more is decided than the journal takes, it falls behind whatever it does, and
/// the processors that journald would use are wanted by the writer: then it sends for one part of the time and rests for the others. As
/// soon as it could keep up, it does not rest at all.
enum JournalRest {
    /// Parts of the time that it rests, to one part of sending.
    static let parts = 3
    /// No rest is longer, however slowly journald takes entries.
    static let longest = Duration.milliseconds(100)

    /// The rest after `sent` decisions, during whose `sending` so many others were `committed`.
    static func after(_ sending: Duration, sent: Int, committed: Int64) -> Duration {
        committed > sent ? min(sending * parts, longest) : .zero
    }
}
