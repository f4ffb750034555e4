import DubanModel
import DubanWorkflows
import Foundation
import Testing

@testable import DubanPictures

/// Workflows that are drawn in tests.
enum Drawn {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let golden = folder.appendingPathComponent("Golden/all-kinds")
    static let shipped = folder.appendingPathComponent("../../workflows").standardizedFileURL

    static func definition(_ folder: URL) throws -> WorkflowDefinition {
        try #require(WorkflowLoader.restore(folder.lastPathComponent, try BundleFolder.read(folder.path)), "\(folder.path) cannot be read")
    }

    static func graph() throws -> WorkflowGraph { WorkflowGraph(try definition(golden)) }

    /// The bundles that Duban ships, and the one with every kind of step.
    static let all: [URL] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: shipped.path)) ?? []
        return names.sorted().map { shipped.appendingPathComponent($0) }.filter {
            FileManager.default.fileExists(atPath: $0.appendingPathComponent("workflow.yaml").path)
        } + [golden]
    }()

    /// A way through the golden bundle, once round the loop, that waits now.
    static var path: CasePath {
        var path = CasePath()
        for (step, from) in [
            ("intake", nil), ("verdict", "intake"), ("earlier", "verdict"), ("which-way", "earlier"), ("approval", "which-way"),
            ("approval", "approval"),
        ] { path.enter(step, from: from) }
        path.stand(at: ["approval"])
        return path
    }
}

/// Pictures stand in `Golden` as they are expected; `DUBAN_UPDATE_FIXTURES=1` writes them anew, to be looked at before they are committed.
struct GoldenPictureTests {
    private func hold(_ text: String, _ name: String) throws {
        let file = Drawn.golden.appendingPathComponent("expected/\(name)")
        if ProcessInfo.processInfo.environment["DUBAN_UPDATE_FIXTURES"] != nil {
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        #expect(text == (try String(contentsOf: file, encoding: .utf8)), "\(name) is drawn otherwise than expected")
    }

    @Test(arguments: PictureFormat.allCases)
    func everyKind_drawn_isAsExpected(_ format: PictureFormat) throws {
        let graph = try Drawn.graph()
        for language in Language.allCases { try hold(graph.picture(format, language), "\(language.rawValue).\(format.rawValue)") }
    }

    @Test(arguments: [PictureFormat.svg, .mermaid, .dot])
    func wayTaken_drawn_isMarked(_ format: PictureFormat) throws {
        let graph = try Drawn.graph()
        let marked = graph.picture(format, .english, path: Drawn.path)
        try hold(marked, "path.\(format.rawValue)")
        #expect(marked != graph.picture(format, .english))
    }

    @Test func fixture_ofEveryKind_hasEveryKind() throws {
        let kinds = Set(try Drawn.graph().nodes.map(\.kind))
        #expect(kinds == Set(WorkflowGraph.Kind.allCases))
    }
}

/// What holds of every picture.
struct PicturePropertyTests {
    @Test(arguments: Drawn.all)
    func everyStep_ofADefinition_isInEveryPicture(_ folder: URL) throws {
        let definition = try Drawn.definition(folder)
        let graph = WorkflowGraph(definition)
        #expect(Set(graph.nodes.filter { $0.kind.isStep }.map(\.id)) == Set(definition.stepOrder))
        let names = PictureNames.names(of: graph)
        #expect(Set(names.values).count == graph.nodes.count, "two nodes have one name")
        let svg = graph.picture(.svg, .english)
        let texts = PictureFormat.allCases.filter { $0 != .svg }.map { graph.picture($0, .english) }
        for step in definition.stepOrder {
            #expect(svg.contains("id=\"step-\(step)\""), "\(step) is missing in the SVG picture")
            let name = try #require(names[step])
            for text in texts { #expect(text.contains(name), "\(step) is missing") }
        }
    }

    @Test(arguments: Drawn.all)
    func everyWay_ofADefinition_isDrawn(_ folder: URL) throws {
        let definition = try Drawn.definition(folder)
        let graph = WorkflowGraph(definition)
        for name in definition.stepOrder {
            let targets = Set(try #require(definition.steps[name]).targets)
            let drawn = Set(
                graph.edges.filter { $0.from == name && $0.kind != .undo }.map { String($0.to.split(separator: ":")[0]) })
            #expect(drawn == targets, "ways from \(name)")
        }
    }

    @Test(arguments: Drawn.all)
    func layout_downwards_isTidy(_ folder: URL) throws {
        let graph = WorkflowGraph(try Drawn.definition(folder))
        for language in Language.allCases {
            let layout = SVGCanvas(graph: graph, language: language).layoutGraph(0)
            try Tidiness(layout).check()
        }
    }

    @Test(arguments: Drawn.all)
    func layout_rightwards_isTidy(_ folder: URL) throws {
        let graph = WorkflowGraph(try Drawn.definition(folder))
        var maker = BPMNMaker(graph, .english)
        try Tidiness(BPMNCanvas.layoutGraph(maker.process(0), lanes: graph.lanes.count)).check()
    }

    @Test(arguments: Drawn.all)
    func picture_drawnTwice_isTheSame(_ folder: URL) throws {
        let definition = try Drawn.definition(folder)
        for format in PictureFormat.allCases {
            #expect(WorkflowGraph(definition).picture(format, .chinese) == WorkflowGraph(definition).picture(format, .chinese))
        }
    }

    @Test(arguments: Drawn.all)
    func bpmn_ofADefinition_namesOnlyWhatIsThere(_ folder: URL) throws {
        let text = WorkflowGraph(try Drawn.definition(folder)).picture(.bpmn, .english)
        let ids = text.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
        #expect(Set(ids).count == ids.count, "an id stands twice")
        let known = Set(ids)
        for reference in text.matches(of: /(?:sourceRef|targetRef|bpmnElement|attachedToRef|default|errorRef|messageRef)="([^"]+)"/) {
            #expect(known.contains(String(reference.1)), "\(reference.1) is nowhere")
        }
        let shapes = text.matches(of: /BPMNShape id="[^"]+" bpmnElement="([^"]+)"/).map { String($0.1) }
        let elements = text.matches(of: /<(?:\w+Event|\w+Gateway|\w*[tT]ask|subProcess|callActivity|lane|participant) id="([^"]+)"/)
        #expect(Set(shapes) == Set(elements.map { String($0.1) }), "a shape for each element, and no other")
    }
}
