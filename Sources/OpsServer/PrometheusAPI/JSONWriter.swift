/// Writes JSON as bytes, without a tree in between: an answer may hold a million samples.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// Text that is JSON already.
    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func raw(_ more: [UInt8]) { bytes.append(contentsOf: more) }

    /// A text in quotes.
    mutating func text(_ text: String) { bytes.append(contentsOf: JSONText.quoted(text).utf8) }

    /// `"name":`, with a comma before it where `first` is false.
    mutating func name(_ name: String, first: Bool = false) {
        if !first { raw(",") }
        text(name)
        raw(":")
    }

    /// A list of what `write` makes of each element.
    mutating func list<Elements: Sequence>(
        _ elements: Elements, _ write: (inout JSONWriter, Elements.Element) -> Void
    ) {
        raw("[")
        var isFirst = true
        for element in elements {
            if !isFirst { raw(",") }
            isFirst = false
            write(&self, element)
        }
        raw("]")
    }

    /// An object of texts.
    mutating func texts(_ members: some Sequence<(String, String)>) {
        raw("{")
        var isFirst = true
        for (name, value) in members {
            self.name(name, first: isFirst)
            isFirst = false
            text(value)
        }
        raw("}")
    }
}
