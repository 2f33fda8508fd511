extension GoPrinter {
    /// Widths and precisions above this are refused, as in Go.
    private static let widthLimit = 1_000_000

    /// `printf`.
    ///
    /// - Parameters:
    ///   - format: The text with its verbs.
    ///   - values: What they print.
    ///   - limit: Bytes after which the rest is left out.
    static func format(_ format: String, _ values: [TemplateValue], _ limit: Int) -> String {
        var formatting = Formatting(format: Array(format.unicodeScalars), values: values)
        return formatting.run(limit)
    }

    /// One format under way.
    private struct Formatting {
        let format: [Unicode.Scalar]
        let values: [TemplateValue]
        var printer = GoPrinter()
        var place = 0
        var next = 0
        var isReordered = false
        var indexIsGood = true
        var isAfterIndex = false

        init(format: [Unicode.Scalar], values: [TemplateValue]) {
            self.format = format
            self.values = values
        }

        mutating func run(_ limit: Int) -> String {
            while place < format.count, printer.text.utf8.count <= limit {
                let percent = format[place...].firstIndex(of: "%") ?? format.count
                write(format[place..<percent])
                place = percent + 1
                guard percent < format.count else { break }
                directive()
            }
            if !isReordered, next < values.count { extra() }
            return printer.text
        }

        private mutating func write(_ scalars: ArraySlice<Unicode.Scalar>) {
            printer.write(String(String.UnicodeScalarView(scalars)))
        }

        private mutating func directive() {
            printer.flags = Flags()
            (indexIsGood, isAfterIndex) = (true, false)
            readFlags()
            argumentIndex()
            width()
            precision()
            if !isAfterIndex { argumentIndex() }
            guard place < format.count else { return printer.write("%!(NOVERB)") }
            let verb = format[place]
            place += 1
            switch verb {
            case "%": printer.write("%")
            case _ where !indexIsGood: printer.write("%!\(verb)(BADINDEX)")
            case _ where next >= values.count: printer.write("%!\(verb)(MISSING)")
            default:
                if verb == "v" {
                    (printer.flags.sharpValue, printer.flags.sharp) = (printer.flags.sharp, false)
                    (printer.flags.plusValue, printer.flags.plus) = (printer.flags.plus, false)
                }
                printer.argument(values[next], verb)
                next += 1
            }
        }

        private mutating func readFlags() {
            while place < format.count {
                switch format[place] {
                case "#": printer.flags.sharp = true
                case "0": printer.flags.zero = !printer.flags.minus
                case "+": printer.flags.plus = true
                case "-": (printer.flags.minus, printer.flags.zero) = (true, false)
                case " ": printer.flags.space = true
                default: return
                }
                place += 1
            }
        }

        private mutating func width() {
            if take("*") {
                printer.flags.width = wholeArgument()
                if printer.flags.width == nil { printer.write("%!(BADWIDTH)") }
                if let width = printer.flags.width, width < 0 {
                    printer.flags.width = -width
                    (printer.flags.minus, printer.flags.zero) = (true, false)
                }
                isAfterIndex = false
            } else {
                printer.flags.width = number()
                if isAfterIndex, printer.flags.width != nil { indexIsGood = false }
            }
        }

        private mutating func precision() {
            guard take(".") else { return }
            if isAfterIndex { indexIsGood = false }
            argumentIndex()
            if take("*") {
                printer.flags.precision = wholeArgument()
                if let precision = printer.flags.precision, precision < 0 { printer.flags.precision = nil }
                if printer.flags.precision == nil { printer.write("%!(BADPREC)") }
                isAfterIndex = false
            } else {
                printer.flags.precision = number() ?? 0
            }
        }

        private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard place < format.count, format[place] == scalar else { return false }
            place += 1
            return true
        }

        /// A number in the format; one that is too large ends it.
        private mutating func number() -> Int? {
            var value: Int?
            while place < format.count, (0x30...0x39).contains(format[place].value) {
                let larger = (value ?? 0) * 10 + Int(format[place].value - 0x30)
                guard larger <= GoPrinter.widthLimit else {
                    place = format.count
                    return nil
                }
                value = larger
                place += 1
            }
            return value
        }

        private mutating func wholeArgument() -> Int? {
            guard next < values.count else { return nil }
            defer { next += 1 }
            let value: Int64
            switch values[next] {
            case .int(let number): value = number
            case .byte(let number): value = Int64(number)
            default: return nil
            }
            return abs(value.magnitude > UInt64(GoPrinter.widthLimit) ? .max : value) <= Int64(GoPrinter.widthLimit)
                ? Int(value) : nil
        }

        /// `[2]`: which value comes next.
        private mutating func argumentIndex() {
            isAfterIndex = false
            guard place < format.count, format[place] == "[" else { return }
            isReordered = true
            guard format.count - place >= 3, let close = format[place...].firstIndex(of: "]") else {
                indexIsGood = false
                place += 1
                return
            }
            let digits = String(String.UnicodeScalarView(format[(place + 1)..<close]))
            place = close + 1
            guard let index = Int(digits), digits.utf8.allSatisfy(MetricName.isDigit), index <= GoPrinter.widthLimit
            else {
                indexIsGood = false
                return
            }
            isAfterIndex = true
            if index >= 1, index <= values.count { next = index - 1 } else { indexIsGood = false }
        }

        private mutating func extra() {
            printer.flags = Flags()
            printer.write("%!(EXTRA ")
            for (offset, value) in values[next...].enumerated() {
                if offset > 0 { printer.write(", ") }
                switch value {
                case .invalid, .null: printer.write("<nil>")
                default:
                    printer.write(value.typeName + "=")
                    printer.argument(value, "v")
                }
            }
            printer.write(")")
        }
    }
}
