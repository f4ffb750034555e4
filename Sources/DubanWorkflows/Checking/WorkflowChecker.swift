import DubanModel

/// Proves what can be proved about a definition before a case runs on it; docs/workflow-language.md says under "What is proved" what is
/// decided and how. Each topic stands in a file of its own and tells all that it finds; what one topic cannot look at, since the file is
/// wrong there, another may.
///
///     structure ─▶ soundness of each region      by the file's outlines alone
///     data, values, registers, time, people, text    by the definition as it was read
struct WorkflowChecker {
    let subject: CheckSubject
    private let roster: Roster?

    init(_ subject: CheckSubject, roster: Roster?) {
        self.subject = subject
        self.roster = roster
    }

    func check() {
        StructureCheck(subject).check()
        UndoCheck(subject).check()
        SoundnessProof(subject).prove()
        DataCheck(subject).check()
        ValueCheck(subject).check()
        TemplateCheck(subject).check()
        RegisterCheck(subject).check()
        TimeCheck(subject).check()
        DutyCheck(subject).check()
        if let roster { PeopleCheck(subject, roster).check() }
    }
}

/// What the checks of a workflow look at, and where they tell what they find.
struct CheckSubject {
    /// The definition, as far as it could be read.
    let definition: WorkflowDefinition
    /// Every step of the file as far as its ways go.
    let outlines: [String: StepOutline]
    /// The names of the steps in the order of the file.
    let order: [String]
    /// The files of the bundle.
    let files: [String: [UInt8]]
    /// What findings put before the names of its files.
    let folder: String
    let findings: Findings
    private let root: YAMLNode

    init(_ definition: WorkflowDefinition, _ root: YAMLNode, _ files: BundleFiles, _ folder: String, _ findings: Findings) {
        self.definition = definition
        self.folder = folder
        self.files = files.files
        self.findings = findings
        self.root = root
        let steps = root["steps"]?.entries ?? []
        order = steps.map(\.key)
        outlines = Dictionary(steps.map { ($0.key, StepOutline($0.value)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The steps in the order of the file.
    var steps: [Step] { definition.stepOrder.compactMap { definition.steps[$0] } }

    /// Where a finding about a step, or a key of it, stands.
    func place(_ step: String, _ keys: String...) -> YAMLNode { root.at(["steps", step] + keys) }

    /// Where a finding about a key of the file stands.
    func place(_ keys: [String]) -> YAMLNode { root.at(keys) }

    /// Tells a finding about a step, or a key of it.
    func tell(_ code: String, _ message: String, _ step: String, _ keys: String...) {
        findings.add(code, message, at: root.at(["steps", step] + keys))
    }

    /// The region of a step.
    func region(of step: String) -> Region { definition.regions[definition.region(of: step)] }

    /// The nearest known name, as the end of a message.
    func hint(_ name: String, among known: some Sequence<String>) -> String {
        nearest(to: name, among: known).map { "; did you mean \"\($0)\"?" } ?? ""
    }
}
