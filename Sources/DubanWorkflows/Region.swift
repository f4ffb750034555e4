/// A part of a workflow's graph that runs in one scope: the case's own, or a branch of a `parallel` or an `each`.
///
/// Regions make a graph of steps a tree of graphs, each with one way in and, at `join`, one way out. What is proved of each region by
/// itself (that every step can be reached and can come to its end) then holds of the whole: a step that opens branches ends since each of
/// its branches does.
public struct Region: Sendable, Hashable {
    /// The number; `root` for the case's own.
    public let id: Int
    /// The region in which its opener stands.
    public let parent: Int?
    /// The step that opens it.
    public let opener: String?
    /// The branch's name.
    public let branch: String
    /// Where it begins.
    public let start: String
    /// The steps that belong to it.
    public internal(set) var steps: Set<String> = []
    /// Those of its steps that take something back: they are entered through `undo` alone.
    public internal(set) var undoing: Set<String> = []

    /// The case's own region.
    public static let root = 0

    init(id: Int, parent: Int?, opener: String?, branch: String, start: String) {
        self.id = id
        self.parent = parent
        self.opener = opener
        self.branch = branch
        self.start = start
    }
}
