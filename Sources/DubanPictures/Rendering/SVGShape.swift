/// The shapes of an SVG picture. The flow runs downwards: along is y, across is x.
enum SVGShape {
    static func shape(_ kind: WorkflowGraph.Kind, _ box: Box) -> String {
        let (x, y) = (box.origin.across, box.origin.along)
        let (width, height) = (box.size.across, box.size.along)
        switch kind {
        case .start:
            return
                "<circle cx=\"\(XML.number(box.middle.across))\" cy=\"\(XML.number(box.middle.along))\" r=\"\(XML.number(height / 2))\"/>"
        case .end, .join, .fail, .undone:
            return rectangle(box, radius: height / 2)
        case .choose:
            let slant = SVGCanvas.slant
            let points = [
                (x, y + height / 2), (x + slant, y), (x + width - slant, y), (x + width, y + height / 2), (x + width - slant, y + height),
                (x + slant, y + height),
            ]
            return "<polygon points=\"\(points.map { "\(XML.number($0.0)),\(XML.number($0.1))" }.joined(separator: " "))\"/>"
        case .wait, .timer, .schedule: return rectangle(box, radius: 14)
        case .assign, .record, .lookup, .decide, .job, .notice, .call: return rectangle(box, radius: 2)
        case .task, .parallel, .each: return rectangle(box, radius: 6)
        }
    }

    private static func rectangle(_ box: Box, radius: Double) -> String {
        "<rect x=\"\(XML.number(box.origin.across))\" y=\"\(XML.number(box.origin.along))\" width=\"\(XML.number(box.size.across))\" height=\"\(XML.number(box.size.along))\" rx=\"\(XML.number(radius))\"/>"
    }

    /// A line through spots, its corners rounded.
    static func rounded(_ spots: [Spot]) -> String {
        var path = "M\(point(spots[0]))"
        for (index, spot) in spots.enumerated().dropFirst() {
            guard index + 1 < spots.count else {
                path += "L\(point(spot))"
                break
            }
            let (before, after) = (spots[index - 1], spots[index + 1])
            let radius = min(corner, distance(before, spot) / 2, distance(spot, after) / 2)
            path += "L\(point(toward(spot, before, radius)))Q\(point(spot)) \(point(toward(spot, after, radius)))"
        }
        return path
    }

    /// The head of an arrow at the last spot.
    static func head(_ spots: [Spot], _ taken: String) -> String {
        let (before, tip) = (spots[spots.count - 2], spots[spots.count - 1])
        let back = toward(tip, before, headLength)
        let isAlong = abs(before.across - tip.across) < abs(before.along - tip.along)
        let (left, right) =
            isAlong
            ? (Spot(along: back.along, across: back.across - headHalf), Spot(along: back.along, across: back.across + headHalf))
            : (Spot(along: back.along - headHalf, across: back.across), Spot(along: back.along + headHalf, across: back.across))
        return "<path class=\"head\(taken)\" d=\"M\(point(tip))L\(point(left))L\(point(right))Z\"/>"
    }

    private static func point(_ spot: Spot) -> String { "\(XML.number(spot.across)) \(XML.number(spot.along))" }

    private static func distance(_ one: Spot, _ other: Spot) -> Double { abs(one.along - other.along) + abs(one.across - other.across) }

    /// The spot at a distance from one spot on the way to another.
    private static func toward(_ from: Spot, _ to: Spot, _ length: Double) -> Spot {
        let whole = distance(from, to)
        guard whole > 0 else { return from }
        let part = length / whole
        return Spot(along: from.along + (to.along - from.along) * part, across: from.across + (to.across - from.across) * part)
    }

    private static let corner = 5.0
    private static let headLength = 7.0
    private static let headHalf = 3.5
}

/// The looks of an SVG picture.
enum SVGStyle {
    static let text = """
        <style>
        text{font-family:"Noto Sans","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;text-anchor:middle;fill:#1f2937}
        .page{fill:#fff}.lane0{fill:#f8fafc;stroke:#cbd5e1}.lane1{fill:#f1f5f9;stroke:#cbd5e1}
        .caption{font-size:16px;font-weight:600;text-anchor:start}.promise{font-size:12px;text-anchor:start;fill:#475569}
        text.lane{font-size:13px;font-weight:600;fill:#334155}
        .title{font-size:13px}.detail{font-size:10.5px;fill:#64748b}.count{font-size:11px;font-weight:600;text-anchor:end;fill:#1d4ed8}
        .label,.limit{font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}.label{fill:#334155}
        .limit{fill:#b45309}
        .branch{font-size:11px;font-weight:600;text-anchor:start;fill:#475569}
        g>rect,g>polygon,g>circle{fill:#fff;stroke:#475569;stroke-width:1.2}
        .task>rect{fill:#eff6ff;stroke:#2563eb}.choose>polygon{fill:#fefce8;stroke:#ca8a04}
        .wait>rect,.timer>rect,.schedule>rect{fill:#fff7ed;stroke:#ea580c}
        .assign>rect,.record>rect,.lookup>rect,.decide>rect{fill:#f0fdf4;stroke:#16a34a}
        .job>rect,.notice>rect,.call>rect{fill:#faf5ff;stroke:#9333ea}
        .box>rect{fill:#ffffffb0;stroke:#475569;stroke-dasharray:5 3}.frame{fill:none;stroke:#94a3b8}
        .start>circle{fill:#1f2937}.end>rect{stroke-width:2.5;stroke:#1f2937}.join>rect,.fail>rect,.undone>rect{stroke:#64748b}
        .way{fill:none;stroke:#475569;stroke-width:1.2}.lapse,.breach,.failure{stroke:#b45309;stroke-dasharray:5 3}
        .undo{stroke:#64748b;stroke-dasharray:2 3}.head{fill:#475569}
        .taken>rect,.taken>polygon{fill:#dbeafe;stroke:#1d4ed8;stroke-width:2.2}.box.taken>rect{fill:#ffffffb0}
        .now>rect,.now>polygon{fill:#fde68a;stroke:#b45309;stroke-width:3}.box.now>rect{fill:#ffffffb0}
        .way.taken{stroke:#1d4ed8;stroke-width:2.6}.head.taken{fill:#1d4ed8}
        </style>
        """
}
