import HTTPTypes
import NIOCore

/// Collects the fields that every answer bears: as fields for HTTP/2, as lines for HTTP/1, where a dozen fields that pass
/// through every handler one by one would cost more than the answer itself.
protocol AnswerFields {
    mutating func add(_ field: HTTPField)
    /// `value` must hold no control character.
    mutating func add(_ name: HTTPField.Name, _ value: String)
    /// Fields that never change.
    mutating func add(_ block: AnswerFieldBlock)
}

/// Fields that never change, in both forms.
struct AnswerFieldBlock: Sendable {
    let fields: [HTTPField]
    let lines: ByteBuffer

    init(_ fields: [HTTPField]) {
        self.fields = fields
        var lines = AnswerFieldLines()
        for field in fields { lines.add(field) }
        self.lines = lines.bytes
    }
}

/// For HTTP/2.
struct AnswerFieldList: AnswerFields {
    private(set) var fields: [HTTPField] = []

    mutating func add(_ field: HTTPField) { fields.append(field) }
    mutating func add(_ name: HTTPField.Name, _ value: String) { fields.append(HTTPField(name: name, value: value)) }
    mutating func add(_ block: AnswerFieldBlock) { fields += block.fields }
}

/// For HTTP/1: each field on a line of its own.
struct AnswerFieldLines: AnswerFields {
    private(set) var bytes = ByteBuffer()

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func add(_ field: HTTPField) { add(field.name, field.value) }

    mutating func add(_ name: HTTPField.Name, _ value: String) {
        bytes.writeString(name.rawName)
        bytes.writeStaticString(": ")
        bytes.writeString(value)
        bytes.writeStaticString("\r\n")
    }

    mutating func add(_ block: AnswerFieldBlock) { bytes.writeImmutableBuffer(block.lines) }
}
