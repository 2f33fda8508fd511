/// A metric's place on the wire. Metadata and extensions are passed over.
extension SparkplugMetric {
    init(reading bytes: ArraySlice<UInt8>) throws(SparkplugRefusal) {
        self.init(value: nil)
        var reader = ProtobufReader(bytes)
        var isNull = false
        while let field = try reader.next() {
            switch field.number {
            case 1: name = try Self.name(reader.text(field))
            case 2: alias = try reader.integer(field)
            case 3: timestamp = try reader.integer(field)
            case 4: dataType = UInt32(truncatingIfNeeded: try reader.integer(field))
            case 5: isHistorical = try reader.flag(field)
            case 6: isTransient = try reader.flag(field)
            case 7: isNull = try reader.flag(field)
            case 9: quality = try Self.quality(reader.data(field))
            case 10...18: value = try Self.value(&reader, field)
            default: try reader.skip(field)
            }
        }
        if isNull { value = nil }
    }

    func write(to writer: inout ProtobufWriter) {
        writer.text(1, name)
        writer.integer(2, alias)
        writer.integer(3, timestamp)
        writer.integer(4, dataType.map(UInt64.init))
        writer.flag(5, isHistorical)
        writer.flag(6, isTransient)
        writer.flag(7, value == nil)
        if let quality { writer.data(9, Self.properties(quality)) }
        if let value { value.write(to: &writer) }
    }

    private static func name(_ text: String) throws(SparkplugRefusal) -> String {
        guard text.utf8.count <= SparkplugLimits.maximumName else { throw .badText }
        return text
    }

    private static func value(
        _ reader: inout ProtobufReader, _ field: ProtobufReader.Field
    ) throws(SparkplugRefusal) -> SparkplugValue {
        switch field.number {
        case 10: .int(UInt32(truncatingIfNeeded: try reader.integer(field)))
        case 11: .long(try reader.integer(field))
        case 12: .float(try reader.float(field))
        case 13: .double(try reader.double(field))
        case 14: .boolean(try reader.flag(field))
        case 15: .string(try reader.text(field))
        case 16: .bytes(Array(try reader.data(field)))
        case 17: .dataSet(Array(try reader.data(field)))
        default: .template(Array(try reader.data(field)))
        }
    }
}

extension SparkplugMetric {
    private static let qualityKey = "Quality"

    /// Of a property set (keys 1, values 2, paired by place) only the quality counts.
    private static func quality(_ bytes: ArraySlice<UInt8>) throws(SparkplugRefusal) -> SparkplugQuality? {
        var reader = ProtobufReader(bytes)
        var place: Int?
        var keys = 0
        var values: [ArraySlice<UInt8>] = []
        while let field = try reader.next() {
            switch field.number {
            case 1:
                if try name(reader.text(field)) == qualityKey { place = keys }
                keys += 1
            case 2: values.append(try reader.data(field))
            default: try reader.skip(field)
            }
            guard max(keys, values.count) <= SparkplugLimits.maximumProperties else { throw .tooMany }
        }
        guard keys == values.count else { throw .malformed }
        guard let place else { return nil }
        // A quality that is there and cannot be understood is no good one.
        return try code(values[place]).map { SparkplugQuality(rawValue: $0) ?? .bad } ?? .bad
    }

    /// A property's value, where it is an integer.
    private static func code(_ bytes: ArraySlice<UInt8>) throws(SparkplugRefusal) -> UInt32? {
        var reader = ProtobufReader(bytes)
        var code: UInt32?
        var isNull = false
        while let field = try reader.next() {
            switch field.number {
            case 2: isNull = try reader.flag(field)
            case 3, 4: code = UInt32(clamping: try reader.integer(field))
            default: try reader.skip(field)
            }
        }
        return isNull ? nil : code
    }

    private static func properties(_ quality: SparkplugQuality) -> [UInt8] {
        var value = ProtobufWriter()
        value.integer(1, UInt64(SparkplugDataType.int32.rawValue))
        value.integer(3, UInt64(quality.rawValue))
        var set = ProtobufWriter()
        set.text(1, qualityKey)
        set.data(2, value.bytes)
        return set.bytes
    }
}

extension SparkplugValue {
    func write(to writer: inout ProtobufWriter) {
        switch self {
        case .int(let bits): writer.integer(10, UInt64(bits))
        case .long(let bits): writer.integer(11, bits)
        case .float(let value): writer.float(12, value)
        case .double(let value): writer.double(13, value)
        // A flag that is false must be there: a metric without any value field would be another message.
        case .boolean(let flag): writer.integer(14, UInt64(flag ? 1 : 0))
        case .string(let text): writer.text(15, text)
        case .bytes(let bytes): writer.data(16, bytes)
        case .dataSet(let bytes): writer.data(17, bytes)
        case .template(let bytes): writer.data(18, bytes)
        }
    }
}
