import CDocuments
import Foundation

extension Canvas {
    /// The office's seal: a ring with its name along the upper arc and a star in the middle, as official seals have it.
    func seal(_ text: String, x: Double, y: Double, radius: Double) {
        set(.seal)
        cairo_set_line_width(cairo, 2.6)
        cairo_new_path(cairo)  // Text leaves a point behind, from which the ring would begin.
        cairo_arc(cairo, x, y, radius, 0, 2 * .pi)
        cairo_stroke(cairo)
        star(x: x, y: y, radius: radius * 0.32)
        let letters = Array(text)
        guard !letters.isEmpty else { return }
        let spread = min(1.55 * Double.pi, Double(letters.count) * 0.42)
        let step = letters.count > 1 ? spread / Double(letters.count - 1) : 0
        for (index, letter) in letters.enumerated() {
            let angle = -Double.pi / 2 - spread / 2 + step * Double(index)
            cairo_save(cairo)
            cairo_translate(cairo, x + cos(angle) * radius * 0.76, y + sin(angle) * radius * 0.76)
            cairo_rotate(cairo, angle + .pi / 2)
            cairo_move_to(cairo, 0, 0)
            glyph(String(letter), size: radius * 0.235, color: .seal)
            cairo_restore(cairo)
        }
    }

    private func star(x: Double, y: Double, radius: Double) {
        set(.seal)
        for point in 0..<10 {
            let angle = -Double.pi / 2 + Double(point) * .pi / 5
            let distance = point.isMultiple(of: 2) ? radius : radius * 0.382
            cairo_line_to(cairo, x + cos(angle) * distance, y + sin(angle) * distance)
        }
        cairo_close_path(cairo)
        cairo_fill(cairo)
    }

    /// A border of interwoven waves between two lines, hard to draw by hand.
    func ornateBorder() {
        set(.paper)
        cairo_paint(cairo)
        rectangle(inset: 20, width: 1.8, color: .ornament)
        rectangle(inset: 40, width: 0.8, color: .ornament)
        for phase in stride(from: 0.0, to: 2 * .pi, by: .pi / 4) {
            wave(along: width - 60, at: (30, 30), isVertical: false, phase: phase)
            wave(along: width - 60, at: (30, height - 30), isVertical: false, phase: phase)
            wave(along: height - 60, at: (30, 30), isVertical: true, phase: phase)
            wave(along: height - 60, at: (width - 30, 30), isVertical: true, phase: phase)
        }
        for corner in [(30.0, 30.0), (width - 30, 30), (30, height - 30), (width - 30, height - 30)] { rosette(corner) }
    }

    private func wave(along length: Double, at start: (Double, Double), isVertical: Bool, phase: Double) {
        set(.pattern)
        cairo_set_line_width(cairo, 0.5)
        let waves = (length / 24).rounded()
        for step in 0...Int(length) {
            let offset = 8 * sin(2 * .pi * waves * Double(step) / length + phase)
            let point = isVertical ? (start.0 + offset, start.1 + Double(step)) : (start.0 + Double(step), start.1 + offset)
            cairo_line_to(cairo, point.0, point.1)
        }
        cairo_stroke(cairo)
    }

    private func rosette(_ middle: (Double, Double)) {
        set(.paper)
        cairo_rectangle(cairo, middle.0 - 10, middle.1 - 10, 20, 20)
        cairo_fill(cairo)
        set(.ornament)
        cairo_set_line_width(cairo, 0.5)
        for petal in 0..<12 {
            let angle = Double(petal) * .pi / 6
            cairo_new_sub_path(cairo)
            cairo_arc(cairo, middle.0 + cos(angle) * 4.5, middle.1 + sin(angle) * 4.5, 4.5, 0, 2 * .pi)
        }
        cairo_stroke(cairo)
        cairo_rectangle(cairo, middle.0 - 10, middle.1 - 10, 20, 20)
        cairo_set_line_width(cairo, 1.2)
        cairo_stroke(cairo)
    }

    /// A QR code as vector squares (ISO/IEC 18004), error correction level M.
    func qrCode(_ text: String, x: Double, y: Double, size: Double) {
        // SAFETY: the code's `data` has width × width bytes until it is freed below.
        guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else { return }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let module = size / Double(width)
        set(.ink)
        for row in 0..<width {
            for column in 0..<width where code.pointee.data[row * width + column] & 1 == 1 {
                cairo_rectangle(cairo, x + Double(column) * module, y + Double(row) * module, module, module)
            }
        }
        cairo_fill(cairo)
    }
}
