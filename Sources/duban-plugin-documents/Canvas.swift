import CDocuments
import DubanPlugin
import Foundation

/// A page of PDF in points, drawn with cairo and set with pango.
final class Canvas {
    // SAFETY: cairo's and pango's objects are C pointers that this class alone owns; each is released once, in `finish` or `deinit`.
    private let surface: OpaquePointer
    let cairo: OpaquePointer
    private let output: Output
    let width: Double
    let height: Double

    private final class Output { var bytes: [UInt8] = [] }

    /// Points in a millimetre.
    static let millimetre = 72 / 25.4

    init(width: Double, height: Double, title: String, date: String) throws(PluginFailure) {
        self.width = width
        self.height = height
        let output = Output()
        self.output = output
        let write: cairo_write_func_t = { closure, data, length in
            guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
            let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
            output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
            return CAIRO_STATUS_SUCCESS
        }
        guard
            let surface = cairo_pdf_surface_create_for_stream(write, Unmanaged.passUnretained(output).toOpaque(), width, height),
            let cairo = cairo_create(surface)
        else { throw PluginFailure(code: "no-canvas", message: "cairo gave no page.", isWorthRetrying: true) }
        self.surface = surface
        self.cairo = cairo
        // cairo stamps the present otherwise, and the same job would give other bytes.
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Duban 督办")
    }

    deinit {
        cairo_destroy(cairo)
        cairo_surface_destroy(surface)
    }

    /// Ends the page.
    /// - Returns: The PDF.
    func finish() throws(PluginFailure) -> [UInt8] {
        cairo_show_page(cairo)
        cairo_surface_finish(surface)
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PluginFailure(
                code: "not-drawn", message: "cairo could not draw the page (status \(status.rawValue)).", isWorthRetrying: false)
        }
        return output.bytes
    }

    /// Sets markup in a column.
    /// - Returns: The height that it takes, in points; it is drawn unless `draws` is false.
    @discardableResult
    func text(
        _ markup: String, x: Double, y: Double, width: Double, size: Double, family: String = Canvas.serif,
        alignment: PageTemplate.Alignment = .left, color: Color = .ink, spacing: Double = 1.35, draws: Bool = true
    ) -> Double {
        guard let layout = pango_cairo_create_layout(cairo), let font = pango_font_description_from_string("\(family) \(size)") else {
            return 0
        }
        defer {
            pango_font_description_free(font)
            cdocuments_unref(UnsafeMutableRawPointer(layout))
        }
        pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72)  // One unit of the page is one point.
        pango_layout_set_font_description(layout, font)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_line_spacing(layout, Float(spacing))
        pango_layout_set_alignment(
            layout, alignment == .center ? PANGO_ALIGN_CENTER : alignment == .right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT)
        pango_layout_set_justify(layout, alignment == .justify ? 1 : 0)
        pango_layout_set_markup(layout, markup, -1)
        var (textWidth, textHeight) = (Int32(0), Int32(0))
        pango_layout_get_pixel_size(layout, &textWidth, &textHeight)
        if draws {
            set(color)
            cairo_move_to(cairo, x, y)
            pango_cairo_show_layout(cairo, layout)
        }
        return Double(textHeight)
    }

    /// Draws one character or word around a middle, for a seal's ring.
    func glyph(_ text: String, size: Double, color: Color) {
        guard let layout = pango_cairo_create_layout(cairo), let font = pango_font_description_from_string("\(Canvas.sans) Bold \(size)")
        else { return }
        defer {
            pango_font_description_free(font)
            cdocuments_unref(UnsafeMutableRawPointer(layout))
        }
        pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72)
        pango_layout_set_font_description(layout, font)
        pango_layout_set_text(layout, text, -1)
        var (width, height) = (Int32(0), Int32(0))
        pango_layout_get_pixel_size(layout, &width, &height)
        set(color)
        cairo_rel_move_to(cairo, -Double(width) / 2, -Double(height) / 2)
        pango_cairo_show_layout(cairo, layout)
    }

    func set(_ color: Color) { cairo_set_source_rgba(cairo, color.red, color.green, color.blue, color.alpha) }

    func line(from: (Double, Double), to: (Double, Double), width: Double, color: Color) {
        set(color)
        cairo_set_line_width(cairo, width)
        cairo_move_to(cairo, from.0, from.1)
        cairo_line_to(cairo, to.0, to.1)
        cairo_stroke(cairo)
    }

    func rectangle(inset: Double, width lineWidth: Double, color: Color) {
        set(color)
        cairo_set_line_width(cairo, lineWidth)
        cairo_rectangle(cairo, inset, inset, width - 2 * inset, height - 2 * inset)
        cairo_stroke(cairo)
    }

    static let serif = "Noto Serif CJK SC"
    static let sans = "Noto Sans CJK SC"
}

/// A colour with its opacity, each from 0 to 1.
struct Color {
    let red: Double
    let green: Double
    let blue: Double
    var alpha = 1.0

    static let ink = Color(red: 0.11, green: 0.11, blue: 0.13)
    static let quiet = Color(red: 0.42, green: 0.42, blue: 0.45)
    static let seal = Color(red: 0.80, green: 0.09, blue: 0.10, alpha: 0.88)
    static let ornament = Color(red: 0.62, green: 0.16, blue: 0.13)
    static let paper = Color(red: 0.995, green: 0.985, blue: 0.955)
    static let pattern = Color(red: 0.70, green: 0.24, blue: 0.18, alpha: 0.35)
}
