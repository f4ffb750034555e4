import DubanModel
import DubanPlugin
import Foundation

/// Sets a template's blocks from top to bottom, and the foot with the QR code.
struct PageRenderer {
    private let template: PageTemplate
    private let data: TemplateData
    private let canvas: Canvas
    private let margin: Double
    private var column: Double { canvas.width - 2 * margin }

    init(template: PageTemplate, data: TemplateData, at instant: Instant) throws(PluginFailure) {
        self.template = template
        self.data = data
        let (short, long) = (210 * Canvas.millimetre, 297 * Canvas.millimetre)
        let title = try template.fill(template.title, with: data.object)
        canvas = try Canvas(
            width: template.isLandscape ? long : short, height: template.isLandscape ? short : long, title: title,
            date: instant.description)
        margin = template.isLandscape ? 84 : 62
    }

    func pdf() throws(PluginFailure) -> [UInt8] {
        switch template.border {
        case .ornate: canvas.ornateBorder()
        case .plain: canvas.rectangle(inset: 28, width: 0.8, color: .ornament)
        case .none: break
        }
        var y = template.isLandscape ? 68.0 : 60.0
        for block in template.blocks { y += try draw(block, at: y) }
        try drawFoot()
        let limit = canvas.height - PageRenderer.footHeight
        guard y <= limit else {
            throw PluginFailure(
                code: "page-full", message: "Template \(template.name) has more text than fits on its page.", isWorthRetrying: false)
        }
        return try canvas.finish()
    }

    /// What the foot takes at the bottom of a page, in points.
    private static let footHeight = 96.0

    /// Draws a block.
    /// - Returns: The height that it takes.
    private func draw(_ block: PageTemplate.Block, at y: Double) throws(PluginFailure) -> Double {
        switch block {
        case .heading(let chinese, let english): return try heading(chinese, english, at: y)
        case .text(let text, let size, let alignment):
            let markup = try template.fill(text, with: data.object)
            guard !markup.isEmpty else { return 0 }
            return canvas.text(markup, x: margin, y: y, width: column, size: size, alignment: alignment) + size * 0.7
        case .fields(let fields): return try self.fields(fields, at: y)
        case .items(let list, let line): return try items(list, line, at: y)
        case .space(let millimetres): return millimetres * Canvas.millimetre
        case .issuer(let lines, let sealText): return try issuer(lines, sealText, at: y)
        case .signatures(let names): return try signatures(names, at: y)
        }
    }

    private func heading(_ chinese: String, _ english: String, at y: Double) throws(PluginFailure) -> Double {
        let size = template.isLandscape ? 30.0 : 23.0
        let spaced = "<span letter_spacing=\"\(Int(size * 260))\" weight=\"bold\">\(try template.fill(chinese, with: data.object))</span>"
        var height = canvas.text(
            spaced, x: margin, y: y, width: column, size: size, alignment: .center, color: template.border == .ornate ? .ornament : .ink,
            spacing: 1.1)
        let small = "<span letter_spacing=\"900\">\(try template.fill(english, with: data.object))</span>"
        height += canvas.text(small, x: margin, y: y + height, width: column, size: 11, alignment: .center, color: .quiet) + 6
        canvas.line(
            from: (canvas.width / 2 - 60, y + height), to: (canvas.width / 2 + 60, y + height), width: 0.8, color: .ornament)
        return height + 16
    }

    private func fields(_ fields: [(label: String, value: String)], at top: Double) throws(PluginFailure) -> Double {
        let labels = column * 0.31
        var y = top
        for field in fields {
            let value = try template.fill(field.value, with: data.object)
            guard !value.trimmingCharacters(in: .whitespaces).isEmpty else { continue }
            let label = try template.fill(field.label, with: data.object)
            let left = canvas.text(label, x: margin, y: y + 1, width: labels - 10, size: 9.5, family: Canvas.sans, color: .quiet)
            let right = canvas.text(value, x: margin + labels, y: y, width: column - labels, size: 12)
            y += max(left, right) + 4
            canvas.line(from: (margin + labels, y - 1), to: (margin + column, y - 1), width: 0.25, color: .quiet)
            y += 3.5
        }
        return y - top + 6
    }

    private func items(_ list: String, _ line: String, at top: Double) throws(PluginFailure) -> Double {
        var y = top
        for (index, item) in (data[list].items ?? []).enumerated() {
            let text = try template.fill(line, with: TemplateData(item).object)
            canvas.text("\(index + 1).", x: margin + 8, y: y, width: 24, size: 11)
            y += canvas.text(text, x: margin + 32, y: y, width: column - 32, size: 11) + 3
        }
        return y - top + 8
    }

    private func issuer(_ lines: [String], _ sealText: String, at top: Double) throws(PluginFailure) -> Double {
        var y = top
        let width = column * 0.5
        for line in lines {
            let markup = try template.fill(line, with: data.object)
            if markup.isEmpty { continue }
            y += canvas.text(markup, x: margin + column - width, y: y, width: width, size: 11.5, alignment: .center) + 1
        }
        let radius = 19 * Canvas.millimetre
        canvas.seal(
            try template.fill(sealText, with: data.object), x: margin + column - width / 2, y: top + (y - top) / 2, radius: radius)
        return max(y - top, radius + 8) + 10
    }

    private func signatures(_ names: [String], at y: Double) throws(PluginFailure) -> Double {
        let width = column / Double(max(1, names.count))
        for (index, name) in names.enumerated() {
            let x = margin + Double(index) * width
            canvas.line(from: (x, y + 34), to: (x + width - 24, y + 34), width: 0.6, color: .ink)
            canvas.text(
                try template.fill(name, with: data.object), x: x, y: y + 37, width: width - 24, size: 8.5, family: Canvas.sans,
                color: .quiet)
        }
        return 62
    }

    private func drawFoot() throws(PluginFailure) {
        let y = canvas.height - (template.isLandscape ? 128.0 : 100.0)
        let size = template.isLandscape ? 66.0 : 58.0
        var x = margin
        if let code = data["verification"].textValue {
            canvas.qrCode(code, x: x, y: y, size: size)
            x += size + 12
        }
        let foot = try template.fill(template.foot, with: data.object)
        let width = (template.isLandscape ? column * 0.46 : column) - (x - margin)
        canvas.text(foot, x: x, y: y + 2, width: width, size: 7.8, family: Canvas.sans, color: .quiet, spacing: 1.2)
    }
}
