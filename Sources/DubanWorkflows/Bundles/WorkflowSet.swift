public import DubanModel

/// The bundles of one folder, loaded and checked together: all of them, or none.
public struct WorkflowSet: Sendable {
    /// A workflow with the files of which it was made.
    public struct Member: Sendable {
        /// The workflow.
        public let definition: WorkflowDefinition
        /// Its files.
        public let files: BundleFiles
    }

    /// The workflows in the order of their names; none where there is a finding.
    public let members: [Member]
    /// All that is wrong, with files relative to the folder.
    public let findings: [Finding]

    /// Loads the bundles of a folder.
    /// - Parameter roster: The roster against which roles are checked, where one is at hand.
    public static func load(folder: String, roster: Roster? = nil) -> WorkflowSet {
        let findings = Findings()
        var bundles: [String: BundleFiles] = [:]
        for name in BundleFolder.names(in: folder) {
            if BundleFolder.leads(name, outOf: folder) {
                findings.add(
                    Finding(
                        file: name, line: 1, column: 1, code: "DW103",
                        message: "this is a link that leads out of the folder of workflows; put the bundle itself here"))
                continue
            }
            let contents = BundleFolder.contents(of: "\(folder)/\(name)")
            for finding in contents.findings { findings.add(finding.within(name)) }
            if contents.findings.isEmpty { bundles[name] = contents.files }
        }
        if bundles.isEmpty, findings.list.isEmpty {
            findings.add(
                Finding(
                    file: "", line: 1, column: 1, code: "DW100",
                    message: "there is no workflow in \(folder); each has a folder of its own there"))
        }
        return WorkflowSet(bundles, roster: roster, findings)
    }

    /// Loads bundles by name.
    public static func load(_ bundles: [String: BundleFiles], roster: Roster? = nil) -> WorkflowSet {
        WorkflowSet(bundles, roster: roster, Findings())
    }

    private init(_ bundles: [String: BundleFiles], roster: Roster?, _ findings: Findings) {
        var subjects: [CheckSubject] = []
        for (name, files) in bundles.sorted(by: { $0.key < $1.key }) {
            guard let subject = WorkflowLoader.read(name, files, in: name + "/", findings) else { continue }
            WorkflowChecker(subject, roster: roster).check()
            subjects.append(subject)
        }
        // What a workflow says of another counts only where both are there.
        if subjects.count == bundles.count { SetCheck(subjects, findings).check() }
        self.findings = findings.sorted
        members =
            findings.list.isEmpty
            ? subjects.compactMap { subject in bundles[subject.definition.name].map { Member(definition: subject.definition, files: $0) } }
            : []
    }
}

extension Finding {
    /// The finding with its file below a folder.
    func within(_ folder: String) -> Finding {
        Finding(file: "\(folder)/\(file)", line: line, column: column, code: code, message: message)
    }
}
